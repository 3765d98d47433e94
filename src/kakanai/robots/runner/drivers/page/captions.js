// Captions: what each control is called. By its label, by the words before it, by its table, by the line above it, and
// last by where words stand on the screen. Words that stand elsewhere on the screen than in the document are no caption.
const rectOf = (n) => {
  if (n.nodeType === 1) return n.getBoundingClientRect();
  const range = document.createRange();
  range.selectNodeContents(n);
  return range.getBoundingClientRect();
};
const rectOfItem = (i) => {
  if (!i.span) return rectOf(i.node);
  const range = document.createRange();
  range.setStart(i.node, i.span[0]);
  range.setEnd(i.node, i.span[1]);
  return range.getBoundingClientRect();
};
const sameRow = (a, b) => Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) >= 0.4 * Math.min(a.height, b.height);
const leftOf = (t, c) => sameRow(t, c) && t.right <= c.left + 6 && c.left - t.right < 260;
const aboveOf = (t, c) => t.bottom <= c.top + 6 && c.top - t.bottom < 48 && t.left < c.right && t.right > c.left - 8;
const rightOf = (t, c) => sameRow(t, c) && t.left >= c.right - 6 && t.left - c.right < 120;

const captionsOf = (controls, lines) => {
  const items = new Map(), chosen = new Set(), taken = new Set(), left = new Map();
  for (const line of lines) for (const item of line.items) if (item.control) items.set(item.control, item);
  const isChoice = (e) => e.type === 'radio' || e.type === 'checkbox';
  const boundElsewhere = (item, e) => { const l = item.of.closest('label'); return l && l.control && l.control !== e; };
  const run = (e, step) => {
    // the words directly before (-1) or after (+1) a control in its line
    const item = items.get(e), found = [];
    let i = item.at + step;
    for (; item.line.items[i] && item.line.items[i].node; i += step) {
      const one = item.line.items[i];
      if (step < 0 && left.has(one)) { found.unshift({ ...one, text: left.get(one) }); break; }
      if (chosen.has(one.node) || boundElsewhere(one, e)) break;
      if (step < 0) found.unshift(one); else found.push(one);
    }
    return { found, stop: item.line.items[i] };
  };
  const words = (found) => clean(found.map((i) => i.text).join(' '));
  const ownLabels = (e) => [...(e.labels || [])].filter((l) => bare(textOf(l)) !== '');
  const explicit = (e) => {
    const by = (e.getAttribute('aria-labelledby') || '').split(/\s+/).map((i) => i && document.getElementById(i)).filter(Boolean);
    const named = bare(by.map(textOf).join(' '));
    if (named) return { text: named, how: 'aria', src: by[0] };
    const label = ownLabels(e)[0];
    if (label) return { text: bare(captionText(label)), how: 'label', src: label };
    const aria = bare(e.getAttribute('aria-label') || '');
    return aria ? { text: aria, how: 'aria', src: e } : null;
  };

  // what a box or button that is ticked says of itself
  const choiceOf = new Map();
  for (const line of lines) {
    const ticked = line.items.filter((i) => i.control && isChoice(i.control) && !explicit(i.control));
    if (!ticked.length) continue;
    const behind = run(ticked[ticked.length - 1].control, 1).found.length > 0;
    for (const { control } of ticked) {
      const { found, stop } = run(control, behind ? 1 : -1);
      const text = bare(words(found)), parted = text.match(/^(\S+) (\S.*)$/);
      const foreign = Boolean(stop && stop.control && (stop.control.name !== control.name || stop.control.type !== control.type));
      const first = !behind && ticked.find((i) => i.control.name === control.name).control === control;
      let choice = text;
      // 「女　介護認定 ○有」: the end of one choice and the next caption stand together; 「性別 男○」: caption and choice
      if (parted && behind && foreign && control.type === 'radio') { choice = parted[1]; left.set(found[found.length - 1], parted[2]); }
      if (parted && first && control.type === 'radio') { const at = text.lastIndexOf(' '); choice = text.slice(at + 1); left.set(found[found.length - 1], text.slice(0, at)); }
      found.forEach((i) => chosen.add(i.node));
      choiceOf.set(control, choice);
    }
  }
  for (const e of controls) if (isChoice(e) && explicit(e)) { choiceOf.set(e, explicit(e).text); for (const l of ownLabels(e)) for (const n of l.childNodes) chosen.add(n); }

  const cellOf = (e) => e.closest('td,th');
  const mine = (e, cell) => {
    // a cell's header speaks for a control; for one in a smaller table inside, only when that table has no words of its own
    for (let at = cell; at; at = at.parentElement.closest('td,th')) {
      const heads = headersOf(at);
      if (heads && heads.caption) return heads;
      const table = at.closest('table');
      if (table.rows.length > 1 || [...gridOf(table).places.values()].some(said)) return null;
    }
    return null;
  };
  const headOf = (e) => {
    const cell = cellOf(e), dd = e.closest('dd');
    if (dd && (!cell || cell.contains(dd))) {
      let dt = dd.previousElementSibling;
      while (dt && dt.tagName === 'DD') dt = dt.previousElementSibling;
      return dt && dt.tagName === 'DT' && bare(captionText(dt)) ? { text: bare(captionText(dt)), how: 'header', src: dt, over: [], line: '' } : null;
    }
    const heads = cell && mine(e, cell);
    if (!heads || heads.caption.cell.contains(e)) return null;
    const src = heads.caption.cell;
    return { text: bare(heads.caption.text), how: heads.how, src, over: heads.over.map((p) => bare(p.text)), line: heads.line, column: heads.column };
  };
  const near = (found, e, ...places) => found.length > 0 && places.some((at) => at(rectOfItem(found[found.length - 1]), rectOf(e)));
  // a box that begins the next drawn row, since there was no more room behind its words
  const wrapped = (item, e) => {
    const t = rectOfItem(item), c = rectOf(e), { left, width } = item.line.block.getBoundingClientRect();
    return t.bottom <= c.top + 6 && c.top - t.bottom < 16 && c.left - left < 16 && t.right + c.width > left + width;
  };
  const lineAbove = (e) => {
    const item = items.get(e);
    if (item.line.items.slice(0, item.at).some((i) => i.control)) return null;
    for (let at = item.line.at - 1, skipped = 0; at >= 0 && skipped < 3; at -= 1, skipped += 1) {
      const line = lines[at], text = words(line.items);
      if (line.items.some((i) => !i.node || boundElsewhere(i, e)) || cellOf(line.items[0].of) !== cellOf(e)) return null;
      if (line.items[0].of.closest('h1,h2,h3,h4,h5,h6,legend,caption,summary,tr[class]')) return null;
      if (NOTE.test(text) || PUNCTUATION.test(text)) continue;
      const placed = near(line.items, e, leftOf) || (near(line.items, e, aboveOf) && !bySight(e, true));
      return placed && bare(text).length <= 40 ? { text: bare(text), how: 'near', src: line.items[0].node } : null;
    }
    return null;
  };
  const ofBlock = (e) => {
    // the one line of words in the block that holds this control alone, wherever in it the words stand
    let block = e;
    while (block.parentElement && !block.parentElement.matches('body,form,table,tr,td,fieldset,ul,dl') && block.parentElement.querySelectorAll(CONTROLS).length === 1) block = block.parentElement;
    if (block === e) return null;
    const inside = lines.flatMap((l) => l.items).filter((i) => i.node && block.contains(i.node) && !i.of.closest('h1,h2,h3,h4,h5,h6,legend,caption,summary') && !boundElsewhere(i, e));
    const telling = inside.filter((i) => !UNIT.test(i.text) && !NOTE.test(i.text) && !PUNCTUATION.test(i.text));
    const text = telling.length === 1 ? bare(telling[0].text) : '';
    return text && text.length <= 40 ? { text, how: 'block', src: telling[0].node } : null;
  };
  const rightHand = (line) => {
    const beside = lines.filter((l) => l.block === line.block || (l.block.parentElement === line.block.parentElement && l.block.tagName === line.block.tagName));
    const first = (l, name) => Boolean(l.items[0][name]);
    const behind = beside.filter((l) => first(l, 'control') && l.items[1] && l.items[1].node && !UNIT.test(l.items[1].text) && !NOTE.test(l.items[1].text));
    return behind.length > 1 && !beside.some((l) => first(l, 'node') && l.items.some((i) => i.control));
  };
  let seen = null;
  const drawn = () => seen || (seen = lines.flatMap((l) => l.items.filter((i) => i.node && !i.of.closest('a'))).filter((i) => !UNIT.test(i.text) && !NOTE.test(i.text) && !PUNCTUATION.test(i.text)));
  const bySight = (e, leftOnly) => {
    const c = rectOf(e), others = controls.filter((o) => o !== e).map(rectOf);
    const free = drawn().filter((i) => !chosen.has(i.node) && !boundElsewhere(i, e)).map((i) => [i, rectOfItem(i)]);
    const left = free.filter(([, t]) => leftOf(t, c) && !others.some((o) => sameRow(o, c) && o.left >= t.right - 6 && o.right <= c.left + 6))
      .sort((a, b) => b[1].right - a[1].right)[0];
    const above = free.filter(([, t]) => aboveOf(t, c) && !others.some((o) => o.top >= t.bottom - 6 && o.bottom <= c.top + 6 && o.left < c.right && o.right > c.left))
      .sort((a, b) => b[1].bottom - a[1].bottom || a[1].left - b[1].left)[0];
    if (leftOnly) return left || null;
    const closerAbove = left && above && c.left - left[1].right > 60 && c.top - above[1].bottom < 12;
    const best = closerAbove ? above : left || above;
    return best && bare(best[0].text).length <= 40 ? { text: bare(best[0].text), how: 'near', src: best[0].node } : null;
  };
  const ownWords = (e) => {
    // title and placeholder; a sample value is no caption
    const said = [e.title, e.placeholder].map((t) => bare(t || '').replace(/を?(?:ご?入力|記入)(?:して)?(?:ください|下さい)?。?$/, ''));
    const text = said.find((t) => t && !NOTE.test(t) && !/[\d\uff10-\uff19]|^[A-Z/\-]+$/.test(t)) || '';
    return text ? { text, how: 'placeholder', src: e } : null;
  };
  const before = (e) => {
    let { found, stop } = run(e, -1);
    const text = words(found);
    const joined = Boolean(stop && stop.control) && (found.length === 0 || PUNCTUATION.test(text) || UNIT.test(text));
    if (stop && stop.control) {
      while (found.length && (UNIT.test(found[0].text) || PUNCTUATION.test(found[0].text) || NOTE.test(found[0].text))) found = found.slice(1);
    }
    let own = bare(words(found)).replace(/^[)\uff09,、\s]+/, '');
    if (/^[(\uff08][^)\uff09]+$/.test(own)) own = own.slice(1);
    const leading = stop && stop.control ? own.match(/^(\S{1,4})\s+(.+)$/) : null;
    if (leading && UNIT.test(leading[1]) && leading[2].length > 1) own = leading[2];
    const placed = near(found, e, leftOf) || (found.length > 0 && wrapped(found[found.length - 1], e)) || (near(found, e, aboveOf) && !bySight(e, true));
    if (NOTE.test(own) || PUNCTUATION.test(own) || own.length > 40 || !placed) own = '';
    const beside = joined && sameRow(rectOf(stop.control), rectOf(e)) && rectOf(e).left - rectOf(stop.control).right < 160;
    const postal = own.match(/^(.+\S)\s*〒$/);
    const next = postal ? { text: bare(postal[1]), how: 'near', src: found[0].of } : null;
    return { own: own ? { text: postal ? '〒' : own, how: 'near', src: found[found.length - 1].node, next } : null, previous: beside ? stop.control : null, dashed: beside && text !== '' && PUNCTUATION.test(text) };
  };
  const unitAfter = (e) => {
    const { found } = run(e, 1);
    if (found.length) { const m = found[0].text.match(/^\S{1,4}(?=\s|$)/); return m && UNIT.test(m[0]) ? m[0] : ''; }
    const cell = cellOf(e), next = cell && headersOf(cell) && headersOf(cell).after;
    return next && UNIT.test(next.text) ? next.text : '';
  };

  const named = new Map();
  const groupTitle = (radios) => {
    const box = radios[0].closest('[role=radiogroup],[role=group],fieldset');
    if (!box || [...box.querySelectorAll(CONTROLS)].some((c) => !radios.includes(c))) return null;
    const legend = box.querySelector(':scope > legend');
    const text = groupName(box) || (legend ? bare(textOf(legend)) : '');
    return text ? { text, how: 'label', src: legend || box, within: box } : null;
  };
  const base = (e, radios) => {
    const { own, previous, dashed } = before(e);
    const head = headOf(e);
    const label = isChoice(e) ? null : explicit(e);
    const follow = previous && named.get(previous) && named.get(previous).src !== previous && named.get(previous).src ? named.get(previous) : null;
    const parted = label || own;
    if (parted && PART.test(parted.text)) {
      const whole = head || follow || (label && own) || lineAbove(e);
      if (whole && !PART.test(whole.text)) return { ...whole, part: parted.text, words: parted.src };
    }
    if (label) return { ...label, over: head ? [...(head.over || []), head.text] : [], line: head ? head.line : '' };
    const title = radios && groupTitle(radios);
    if (title) return title;
    if (own) return { ...own, over: head ? [...(head.over || []), head.text] : [], line: head ? head.line : '' };
    if (dashed && follow) return { ...follow, part: '' };
    if (head) return head;
    if (follow && follow.next) return follow.next;
    if (follow && !ownWords(e)) return { ...follow, part: '' };
    if (rightHand(items.get(e).line)) {
      const { found } = run(e, 1);
      const text = bare(words(found));
      if (text && text.length <= 40 && near(found.slice(0, 1), e, rightOf)) return { text, how: 'near', src: found[0].node };
    }
    const within = ofBlock(e);
    if (within) return within;
    const alone = items.get(e).line.items.filter((i) => i.control).length < 2 || !ownWords(e);
    return (alone && lineAbove(e)) || (cellOf(e) || isChoice(e) || alone ? bySight(e) : null) || ownWords(e) || { text: '', how: 'none', src: null };
  };
  for (const e of controls) {
    const radios = e.type === 'radio' && e.name ? controls.filter((o) => o.type === 'radio' && o.name === e.name && o.form === e.form) : null;
    if (radios && radios[0] !== e) { named.set(e, named.get(radios[0])); continue; }
    let found = { over: [], line: '', ...base(e, radios) };
    const choice = choiceOf.get(e);
    if (e.type === 'checkbox' && !VAGUE.test(choice || '')) found = { ...found, over: found.text && found.text !== choice ? [...found.over, found.text] : found.over, text: choice, how: 'label', src: e };
    found.unit = radios ? '' : unitAfter(e);
    named.set(e, found);
    if (found.src) taken.add(found.src);
    if (found.words) taken.add(found.words);
  }
  nameParts(controls, named, choiceOf);
  const inTaken = (n) => { for (let at = n; at && at !== document.body; at = at.parentElement) if (taken.has(at)) return true; return false; };
  for (const line of lines) for (const i of line.items) if (i.node && (chosen.has(i.node) || inTaken(i.of))) taken.add(i.node);
  return { named, choiceOf, taken };
};

// Controls under one caption are parts of one value: 元号, 年, 月, 日, or the first, second and third box.
// A header of two lines beside two boxes that stand under each other: each line is a caption (ﾌﾘｶﾞﾅ over 氏名).
const linesOfCaption = (named, boxes) => {
  if (!named.src || named.src.nodeType !== 1) return [];
  const said = linesOf(named.src).map((l) => bare(l.items.map((i) => i.text || '').join(' ')).replace(/^[(\uff08]([^()\uff08\uff09]+)[)\uff09]$/, '$1')).filter(Boolean);
  const words = said.join('').replace(/\s/g, '').length > boxes * 2 && said.every((s) => s.length > 1);
  return said.length === boxes && words ? said : [];
};
const nameParts = (controls, named, choiceOf) => {
  const groups = new Map();
  const heads = controls.filter((e, i) => !(e.type === 'radio' && e.name && controls.findIndex((o) => o.type === 'radio' && o.name === e.name && o.form === e.form) !== i));
  for (const e of heads) {
    const n = named.get(e);
    if (!n.src || n.src === e) continue;
    const byRow = n.how === 'column' ? e.closest('tr') : n.column || null;
    const known = [...groups.values()].find((g) => g.src === n.src && g.row === byRow);
    if (known) known.of.push(e); else groups.set(e, { src: n.src, row: byRow, of: [e] });
  }
  for (const { of } of groups.values()) {
    const partOf = (e, i) => {
      const n = named.get(e);
      const era = e.tagName === 'SELECT' ? [...e.options].filter((o) => ERA.test(clean(o.text))).length > 1
        : e.type === 'radio' && controls.filter((o) => o.name === e.name && ERA.test(choiceOf.get(o) || '')).length > 1;
      return n.part || (era ? '元号' : /^[年月日](?:生|生まれ)?$/.test(n.unit) ? n.unit[0] : '');
    };
    const parts = of.map(partOf);
    const open = parts.map((p, i) => (p ? -1 : i)).filter((i) => i >= 0);
    if (of.length > 1 && parts.includes('元号') && open.length === 1 && !parts.includes('年')) parts[open[0]] = '年月日';
    of.forEach((e, i) => {
      const part = parts[i] || (of.length > 1 ? String(i + 1) : '');
      const single = of.length === 1 && !named.get(e).part;
      const stacked = !parts[i] && of.length === 2 && !sameRow(rectOf(of[0]), rectOf(of[1]));
      const said = stacked ? linesOfCaption(named.get(e), of.length) : [];
      if (said.length) { named.set(e, { ...named.get(e), text: said[i] }); return; }
      if (part && !single) named.set(e, { ...named.get(e), text: `${named.get(e).text}(${part})`, whole: named.get(e).text, of: stacked ? -of.length : of.length });
    });
  }
};
