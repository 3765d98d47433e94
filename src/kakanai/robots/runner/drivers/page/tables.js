// Tables as grids, with cells that span rows and columns in each place that they cover.
const grids = new WeakMap();
const gridOf = (table) => {
  if (grids.has(table)) return grids.get(table);
  const places = new Map(), rows = [];
  [...table.rows].forEach((row, r) => {
    rows[r] = rows[r] || [];
    let c = 0;
    for (const cell of row.cells) {
      while (rows[r][c]) c += 1;
      const height = cell.rowSpan || table.rows.length - r;
      const seen = { cell, text: clean(captionText(cell)), control: hasControl(cell), row: r, column: c, height, width: cell.colSpan };
      places.set(cell, seen);
      for (let y = r; y < Math.min(table.rows.length, r + height); y += 1) {
        rows[y] = rows[y] || [];
        for (let x = c; x < c + cell.colSpan; x += 1) rows[y][x] = seen;
      }
      c += cell.colSpan;
    }
  });
  const grid = { rows, places };
  grids.set(table, grid);
  return grid;
};
const said = (place) => Boolean(place) && !place.control && place.text !== '' && !PUNCTUATION.test(place.text) && !UNIT.test(place.text);
const ordinal = (text) => /^(?:No\.?|№|第)?\s*[\d\uff10-\uff19①-⑳]+\s*(?:人目|番目|件目|行目)?[.\uff0e)]?$/i.test(text);
const captionRow = (rows, r) => {
  const cells = [...new Set(rows[r].filter(Boolean))];
  const next = rows[r + 1] && rows[r + 1][0];
  const lone = cells.length === 1 && cells[0].width === 1 && Boolean(next && next.control && next.row === r + 1);
  return (cells.length > 1 || lone) && !cells.some((p) => p.control) && cells.filter(said).length * 2 > cells.length;
};

// captions under their boxes: boxes first, and every row of boxes is followed by one of captions
const underneath = (grid) => {
  const rows = grid.rows.map((row) => [...new Set(row.filter(Boolean))]);
  const boxes = rows.map((cells) => cells.some((p) => p.control) && !cells.some(said));
  return rows.length > 1 && rows.length % 2 === 0 && rows.every((_, r) => (r % 2 === 0 ? boxes[r] : captionRow(grid.rows, r)));
};
const named = (row, grid) => [...new Set(grid.rows[row].filter(said))];
const PERSON = /^(?:本人|ご本人|配偶者|夫|妻|父|母|子|世帯主|届出人|申請者|代理人|保護者|児童|旧|新|変更前|変更後|異動前|異動後)$/;
// the first of two captions in a row, when it names somebody, is the title of that row (届出人 | 氏名 | …)
const TITLE_OF_ROW = /(?:者|人|主|員|医|父|母|夫|妻|親|先|事業所|施設|児童)$/;
const titleOfRow = (row) => {
  const [first, second] = row;
  const title = said(first) && said(second) && !PERSON.test(bare(second.text)) && first.height === 1 && first.row === second.row;
  return title && TITLE_OF_ROW.test(bare(first.text).replace(/\s/g, '')) ? first : null;
};
// column headers that name people, not items: the same words with other numbers, or words for people
const alike = (cells) => cells.length > 0 && (cells.every((p) => PERSON.test(bare(p.text)))
  || (cells.length > 1 && new Set(cells.map((p) => p.text.replace(/[\d\uff10-\uff19①-⑳一二三四五六]/g, ''))).size === 1));

// Heads of several rows over lines of as many: each row of a line has the head that stands in its place (氏名ｶﾅ over 氏名).
const headOfBlock = (grid, place, heads) => {
  let first = heads;
  while (first > 0 && captionRow(grid.rows, first - 1)) first -= 1;
  const tall = heads - first + 1;
  const block = tall > 1 && place.height < tall && grid.rows[place.row].find((p) => p && p.column !== place.column && p.height === tall && p.row > heads);
  return block ? grid.rows[first + place.row - block.row][place.column] : null;
};

// The captions of a cell: its row's, its column's, and what stands over them.
const headersOf = (cell) => {
  const table = cell.closest('table');
  const grid = table && gridOf(table);
  const place = grid && grid.places.get(cell);
  if (!place) return null;
  const row = [...new Set(grid.rows[place.row].filter(Boolean))];
  const before = row.filter((p) => p.column < place.column).reverse();
  const left = before.find(said);
  const title = titleOfRow(row);
  const over = left ? before.slice(before.indexOf(left) + 1).filter((p) => said(p) && (p.height > 1 || p === title)) : [];
  let above = null, heads = 0;
  for (let r = place.row - 1; r >= 0; r -= 1) {
    const cells = grid.rows[r];
    if (captionRow(grid.rows, r)) { above = said(cells[place.column]) ? cells[place.column] : null; heads = r; break; }
    if (new Set(cells.filter(Boolean)).size === 1 && !cells[0].control) break;
  }
  const inBlock = above ? headOfBlock(grid, place, heads) : null;
  if (said(inBlock)) above = inBlock;
  const crowded = row.filter((p) => p.control).length > row.filter((p) => said(p) && !ordinal(p.text) && p.row === place.row).length;
  const below = underneath(grid) ? grid.rows[place.row + 1] && grid.rows[place.row + 1][place.column] : null;
  if (below) return { caption: said(below) ? below : null, how: 'header', over: [], line: '', after: null };
  let shared = 0;
  for (let r = above ? heads + 1 : grid.rows.length; r < grid.rows.length && !captionRow(grid.rows, r); r += 1) {
    const here = grid.rows[r][place.column];
    shared += here && here.control && here.row === r;
  }
  const people = above && named(above.row, grid).length > 1 && alike(named(above.row, grid).filter((p) => p !== left && p.column > 0));
  const wide = above && !said(inBlock) && above.row > 0 && captionRow(grid.rows, above.row - 1) ? grid.rows[above.row - 1][place.column] : null;
  const right = !left && !above ? row.find((p) => p.column === place.column + place.width && said(p)) : null;
  if (right && !row.some((p) => p.control && p.column > right.column)) return { caption: right, how: 'header', over: [], line: '', after: null };
  // a title over both the caption and its box (届出人 over two columns, 異動者 over the next two): whose box it is
  const band = left && above && !people && above.width > 1 && above.column <= left.column && named(above.row, grid).length > 1 ? [above] : [];
  const rowFits = left && people ? true : left && !ordinal(left.text) && !(above && crowded);
  return {
    caption: rowFits ? left : above,
    how: rowFits ? 'header' : 'column',
    over: people ? [...over, above] : rowFits ? [...band, ...over] : [...over, ...(left && !ordinal(left.text) ? [left] : []), ...(said(wide) && wide !== above ? [wide] : [])],
    line: rowFits || !above || (left && !ordinal(left.text)) || shared < 2 ? '' : `${(left ? left.text.replace(/\D/g, '') : '') || place.row - heads}`,
    column: people ? cell : null,
    after: grid.rows[place.row][place.column + place.width],
  };
};
