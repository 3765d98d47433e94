// Writes plain data as JSON by itself: pages of old (with the Prototype library) have changed how JSON.stringify writes
// lists and texts, and one long text comes out of a browser ten times as fast as a tree of small objects.
const ESCAPED = /["\\\u0000-\u001f\u2028\u2029\ud800-\udfff]/g;
const written = (value) => {
  if (typeof value === 'string') {
    return `"${value.replace(ESCAPED, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)}"`;
  }
  if (Array.isArray(value)) return `[${value.map(written).join(',')}]`;
  if (value === null || typeof value !== 'object') return String(value);
  return `{${Object.keys(value).map((name) => `${written(name)}:${written(value[name])}`).join(',')}}`;
};
