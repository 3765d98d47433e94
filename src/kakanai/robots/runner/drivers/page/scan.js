// Reads one frame of an old screen: every control with its caption and section, what is displayed, tables, buttons.
// Gives {info, elements}; `info` refers to elements by their place in `elements`. Changes nothing on the page.
const scan = () => {
  const elements = [];
  const keep = (e) => elements.push(e) - 1;
  const kindOf = (e) => e.tagName === 'SELECT' ? 'select' : e.tagName === 'TEXTAREA' ? 'textarea'
    : ['checkbox', 'radio', 'password', 'file'].includes(e.type) ? e.type : 'text';
  const lines = linesOf(document.body || document.documentElement);
  const found = [...document.querySelectorAll(CONTROLS)].filter(shown);
  const { named, choiceOf, taken } = captionsOf(found, lines);
  const titles = sectionsOf(lines, taken);
  const controls = [];
  const groups = new Map();
  const placeOf = (e, n) => {
    const over = [...titlesOver(n.within || e, titles), ...n.over];
    const last = over[over.length - 1] || '';
    const own = n.within && last === n.text ? over.slice(0, -1) : over;
    const section = `${own[own.length - 1] || ''}${n.line ? ` ${n.line}` : ''}`.trim();
    return { section, path: [...own.slice(0, -1), section].join('/') };
  };
  for (const e of found) {
    const kind = kindOf(e), n = named.get(e);
    const choice = choiceOf.get(e);
    const group = kind === 'radio' && e.name ? `${e.form ? [...document.forms].indexOf(e.form) : -1}|${e.name}` : null;
    if (group && groups.has(group)) {
      const item = groups.get(group);
      item.options.push(choice || e.value);
      item.refs.push(keep(e));
      if (e.checked) item.value = choice || e.value;
      continue;
    }
    const item = { caption: n.text, how: n.how, ...placeOf(e, n), kind, value: e.value === undefined ? e.innerText.trim() : e.value,
      max: e.maxLength > 0 ? e.maxLength : 0, options: [], locked: Boolean(e.disabled || e.readOnly || e.getAttribute('aria-readonly') === 'true'),
      id: e.id || '', i: keep(e), hint: `${e.type || ''}|${e.size || ''}|${clean(e.placeholder || '')}`, parts: n.of || 0 };
    if (kind === 'select') {
      item.options = [...e.options].map((o) => clean(o.text));
      item.value = e.selectedIndex >= 0 ? clean(e.options[e.selectedIndex].text) : '';
    } else if (kind === 'checkbox') {
      item.value = e.checked ? '1' : '';
    } else if (group) {
      Object.assign(item, { options: [choice || e.value], refs: [item.i], value: e.checked ? choice || e.value : '' });
      groups.set(group, item);
    }
    controls.push(item);
  }
  const sectionOf = (e) => { const over = titlesOver(e, titles); return over[over.length - 1] || ''; };
  const displays = [], tables = [];
  const show = (caption, at, e) => { if (bare(caption)) displays.push({ caption: bare(caption), section: sectionOf(at), text: e.innerText.trim(), i: keep(e) }); };
  for (const table of document.querySelectorAll('table')) {
    if (!shown(table) || hasControl(table)) continue;
    const rows = [...table.rows].filter((r) => r.closest('table') === table);
    const heads = rows.length > 1 && [...rows[0].cells].every((c) => c.tagName === 'TH') && rows[0].cells.length > 1;
    if (heads) {
      const body = rows.slice(1).map((r) => ({
        cells: [...r.cells].map((c) => clean(c.textContent)),
        links: [...r.querySelectorAll('a,button,input[type=button],input[type=submit]')]
          .map((a) => ({ caption: clean(a.value || a.textContent), i: keep(a) })),
      }));
      tables.push({ columns: [...rows[0].cells].map((c) => clean(c.textContent)), rows: body });
      continue;
    }
    for (const r of rows) {
      if (isTitle(r)) continue;
      for (let c = 0; c + 1 < r.cells.length; c += 2) show(textOf(r.cells[c]), r.cells[c], r.cells[c + 1]);
    }
  }
  for (const dt of document.querySelectorAll('dl > dt')) {
    const dd = dt.nextElementSibling;
    if (dd && dd.tagName === 'DD' && !hasControl(dd)) show(textOf(dt), dt, dd);
  }
  const buttons = [...document.querySelectorAll(PRESSED)].filter(shown)
    .map((b) => ({ caption: clean(b.getAttribute('aria-label') || b.value || b.textContent || b.alt), i: keep(b) }));
  const text = document.body ? document.body.innerText : '';
  const code = (clean(text.slice(0, 400)).match(/\b[A-Z]{2,4}-?\d{3,5}\b/) || [''])[0];
  return { info: { code, title: document.title, controls, displays, buttons, tables, text: text.slice(0, 20000) }, elements };
};
