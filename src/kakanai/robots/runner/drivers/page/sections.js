// Sections: under which titles a control stands. A title reaches as far as the smallest block that holds it and controls.
const TITLES = 'legend,caption,h2,h3,h4,h5,h6,summary,tr';
const groupName = (e) => {
  const by = e.getAttribute('aria-labelledby');
  const named = by ? by.split(/\s+/).map((i) => document.getElementById(i)).filter(Boolean).map(textOf).join(' ') : e.getAttribute('aria-label');
  return bare(named || '');
};
const isTitle = (e) => {
  if (e.tagName !== 'TR') return true;
  const cells = [...e.cells].filter((c) => clean(textOf(c)) !== '' || hasControl(c));
  return cells.length === 1 && !hasControl(cells[0]) && (cells[0].colSpan > 1 || (e.cells.length === 1 && e.closest('table').rows.length === 1));
};
const reachOf = (e) => {
  let n = e.tagName === 'LEGEND' ? e.closest('fieldset') || e : e;
  if (n.tagName === 'FIELDSET') return n;
  if (n.tagName === 'TR') n = n.parentElement;
  while (n.parentElement && n !== document.body && !hasControl(n)) n = n.parentElement;
  return n;
};
const rank = (e) => (/^H[1-6]$/.test(e.tagName) ? Number(e.tagName[1]) : 7);

const sectionsOf = (lines, taken) => {
  const titles = [];
  const screenTitle = clean(document.title), add = (node, text, reach, level) => {
    const name = bare(text);
    const known = /\b[A-Z]{1,4}-?\d{3,5}\b/.test(name) || (name === screenTitle && name !== '');
    if (name && !known && name.length <= 40) titles.push({ node, name, reach, level });
  };
  for (const e of document.querySelectorAll(TITLES)) {
    if (isTitle(e) && shown(e)) add(e, textOf(e), reachOf(e), rank(e));
  }
  for (const e of document.querySelectorAll('[role=group],[role=region],section[aria-label],section[aria-labelledby],fieldset[aria-label]')) {
    if (groupName(e) && shown(e)) titles.push({ node: e, name: groupName(e), reach: e, level: 1, around: true });
  }
  for (const line of lines) {
    // a line of words alone that is nobody's caption is a title of what follows, unless it is a note
    if (line.items.some((i) => !i.node || (taken.has(i.node) && !i.span) || i.of.closest(`${TITLES.replace(',tr', '')},h1,td,th,dt,dd,label,a,[hidden]`))) continue;
    const text = clean(line.items.map((i) => i.text).join(' ')), reach = reachOf(line.items[0].of);
    // at the top of a page plain words may be an announcement: there a title is bold or marked
    const bold = Number(getComputedStyle(line.items[0].of).fontWeight) >= 600;
    if (reach === document.body && !bold && !MARK.test(text)) continue;
    if (text.length <= 24 && !NOTE.test(text) && !PUNCTUATION.test(text)) add(line.items[0].span ? line.items[0].node : line.items[0].of, text, reach, 6.5);
  }
  titles.sort((a, b) => (a.node === b.node ? 0 : a.node.compareDocumentPosition(b.node) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1));
  besideEachOther(titles);
  return titles;
};

// Titles of one height stand over columns: each reaches from where it begins to where the next one does.
const besideEachOther = (titles) => {
  const drawn = titles.filter((t) => t.level === 6.5).map((t) => [t, rectOf(t.node)]);
  for (const [t, at] of drawn) {
    const row = drawn.filter(([o, r]) => o !== t && o.reach === t.reach && sameRow(r, at));
    const right = row.filter(([, r]) => r.left >= at.right - 6).map(([, r]) => r.left);
    const left = row.some(([, r]) => r.right <= at.left + 6);
    if (right.length || left) t.span = [left ? at.left - 8 : -Infinity, Math.min(Infinity, ...right) - 8];
  }
};
const outOfSpan = (t, e) => {
  const { left } = e.getBoundingClientRect();
  return Boolean(t.span) && (left < t.span[0] || left >= t.span[1]);
};

// The titles over an element, outermost first.
const titlesOver = (e, titles) => {
  const found = [];
  for (let i = titles.length - 1; i >= 0; i -= 1) {
    const t = titles[i];
    const ahead = t.node.compareDocumentPosition(e) & (Node.DOCUMENT_POSITION_FOLLOWING | Node.DOCUMENT_POSITION_CONTAINED_BY);
    if (!ahead || !t.reach.contains(e) || t.node === e || outOfSpan(t, e)) continue;
    const inner = found[0];
    const outside = !inner || (t.reach !== inner.reach && t.reach.contains(inner.reach)) || (t.reach === inner.reach && t.level < inner.level);
    if (outside && !(t.around && t.node.contains(e) && inner && inner.node === t.node)) found.unshift(t);
  }
  return found.map((t) => t.name);
};
