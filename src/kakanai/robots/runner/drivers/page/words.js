// Words of a page: how text is read from elements, what is a caption and what only stands around one.
// Wide forms of punctuation are written as escapes, since they look like the narrow ones.
const CONTROLS = 'input:not([type=hidden]):not([type=submit]):not([type=button]):not([type=image]):not([type=reset]),select,textarea,'
  + '[role=textbox][contenteditable]:not([contenteditable=false])';
const PRESSED = 'button,input[type=submit],input[type=button],input[type=image],input[type=reset]';
const OPENS = '\\(\\uff08\\[\\u3010', CLOSES = '\\)\\uff09\\]\\u3011';
const MARK = /^[\s■□◆◇●○▼▽▲△★☆・※*]+|^[\u3010\u3014\u300a\u226a\uff1c<\uff3b[](?=.*[\u3011\u3015\u300b\u226b\uff1e>\uff3d\]]$)/;
const UNIT = /^(?:年度?|月|日(?:生|生まれ)?|時|分|歳|才|人|名様?|様|殿|通|部|円|千円|万円|枚|件|㎡|m2|%|\uff05|cc|kg|頭|匹|[ヶかカ]月|号|番地?|丁目|まで|から)$/i;
const ERA = /^(?:\d\s*[:\uff1a.・]?\s*)?(?:明治|大正|昭和|平成|令和|[MTSHR明大昭平令])(?:\s*[(\uff08].*[)\uff09])?$/;
const PART = /^(?:年|月|日|元号|年号|西暦|姓|名|氏|せい|めい|セイ|メイ|ｾｲ|ﾒｲ|ミョウジ|ナマエ|市外局番|市内局番|加入者番号|局番|上3桁|下4桁|年月日)$/;
const VAGUE = /^(?:|する|有|無|あり|なし|有り|無し|はい|いいえ|希望(?:する|あり)?|同意する|該当(?:する)?|○|〇|レ|1|必要|要)$/;
const PUNCTUATION = /^[\s\-\u2212\u30fc\uff0d\u2010~\u301c\uff5e()\uff08\uff09/\uff0f・.,、:\uff1a]*$/;
const NOTE = /^(?:※|例|ex\b|e\.g|注|[(\uff08].*[)\uff09]$)|(?:ください|下さい|です|ます|ません|こと|場合)[。.\uff0e]?$|。$/i;

const clean = (s) => (s || '').replace(/[\s\u00a0\u3000]+/g, ' ').trim();
const NEEDED = new RegExp(`\\s*[${OPENS}]?(?:必須|任意|required|optional)[${CLOSES}]?$`, 'i');
const bare = (s) => {
  let out = clean(s).replace(/^(?:必須|任意)\s+/, '');
  for (let last = null; last !== out;) {
    last = out;
    out = out.replace(/\s*[:\uff1a*\uff0a※]+$/, '').replace(NEEDED, '').replace(/^[■□◆◇●○▼▽▲△★☆・※*\uff0a←→⇐⇒↑↓]+\s*/, '');
  }
  // drawn text frames a box with brackets: 氏名 [____] 電話 [____]
  out = out.replace(/^[\]\uff3d]\s*/, '').replace(/\s*[[\uff3b]$/, '');
  return out.replace(/^[\u3010\u3014\u300a\u226a\uff1c<\uff3b[](.*)[\u3011\u3015\u300b\u226b\uff1e>\uff3d\]]$/, '$1').trim();
};
const shown = (e) => e.getClientRects().length > 0 && e.checkVisibility({ visibilityProperty: true });
const hasControl = (e) => e.matches(CONTROLS) || e.querySelector(CONTROLS) !== null;
const SILENT = 'select,textarea,script,style,button,rt,rp,noscript,template,option';
const INLINE = new Set(('A ABBR ACRONYM B BIG BDI CITE CODE EM FONT I IMG LABEL NOBR RB RUBY S SMALL SPAN STRONG SUB SUP TT U '
  + 'INPUT SELECT TEXTAREA BUTTON').split(' '));

// An element's own words, without those of the controls inside it; a picture speaks by its alternative text.
const textOf = (e) => {
  if (e.tagName === 'IMG') return ` ${e.alt || ''} `;
  let out = '';
  for (const n of e.childNodes) {
    if (n.nodeType === 3) out += n.nodeValue;
    else if (n.nodeType === 1 && !n.matches(SILENT)) out += INLINE.has(n.tagName) && n.tagName !== 'IMG' ? textOf(n) : ` ${textOf(n)} `;
  }
  return out;
};

// What an element says as a caption: without notes and small print, where it has more than these.
const captionText = (e) => {
  const pieces = [], walk = (n) => {
    for (const c of n.childNodes) {
      if (c.nodeType === 3 && clean(c.nodeValue)) pieces.push([clean(c.nodeValue), c.parentElement]);
      else if (c.nodeType === 1 && c.tagName === 'IMG' && clean(c.alt)) pieces.push([clean(c.alt), c]);
      else if (c.nodeType === 1 && !c.matches(SILENT)) walk(c);
    }
  };
  walk(e);
  const kept = pieces.filter(([text, of]) => !NOTE.test(text) && !of.closest('small'));
  return kept.length && kept.length < pieces.length ? kept.map(([text]) => text).join(' ') : textOf(e);
};

// The page as lines: what stands beside each other between two breaks, in the order of the document.
const linesOf = (root) => {
  const lines = [];
  let line = null;
  const put = (item, block) => {
    if (!line) lines.push(line = { items: [], block, at: lines.length });
    item.line = line;
    item.at = line.items.push(item) - 1;
  };
  const words = (n, node, block) => {
    // in drawn text (PRE) a new line is a new line, and a gap parts two captions
    const drawn = /[\n]/.test(n.nodeValue) && getComputedStyle(node).whiteSpace.startsWith('pre');
    const rows = drawn ? n.nodeValue.split('\n') : [n.nodeValue];
    let start = 0;
    rows.forEach((row, i) => {
      if (i) line = null;
      if (clean(row)) put({ text: clean(row), node: n, of: node, span: drawn ? [start, start + row.length] : null }, block);
      start += row.length + 1;
    });
  };
  const walk = (node, block) => {
    for (const n of node.childNodes) {
      if (n.nodeType === 3) { words(n, node, block); continue; }
      if (n.nodeType !== 1 || n.matches('script,style,rt,rp,noscript,template,iframe,object,option')) continue;
      if (n.tagName === 'BR' || n.tagName === 'HR') { line = null; continue; }
      if (n.matches(CONTROLS)) { if (shown(n)) put({ control: n, of: n }, block); continue; }
      if (n.matches(PRESSED)) { if (shown(n)) put({ button: n, of: n }, block); continue; }
      if (n.tagName === 'IMG') { if (clean(n.alt)) put({ text: clean(n.alt), node: n, of: n }, block); continue; }
      if (!n.checkVisibility({ visibilityProperty: true }) && getComputedStyle(n).display !== 'contents') continue;
      if (INLINE.has(n.tagName) && !(/^(?:B|BIG|FONT|STRONG)$/.test(n.tagName) && getComputedStyle(n).display === 'block')) { walk(n, block); continue; }
      line = null;
      walk(n, n);
      line = null;
    }
  };
  walk(root, root);
  return lines;
};
