// Puts texts into many fields in one go, each as a person would leave it: focus, value, input, change, blur.
// Takes [all elements, [[place, text], ...]]; returns what could not be entered, as [place, why].
([all, entries]) => {
  const refused = [];
  const say = (e, name) => e.dispatchEvent(new Event(name, { bubbles: true }));
  for (const [place, text] of entries) {
    const e = all[place];
    if (!e.isConnected || e.getClientRects().length === 0) { refused.push([place, 'not visible']); continue; }
    if (e.disabled || e.readOnly) { refused.push([place, 'locked']); continue; }
    e.focus();
    if (e.type === 'checkbox') {
      if (e.checked !== (text !== '')) e.click();
      e.blur();
      continue;
    }
    if (e.tagName === 'SELECT') {
      const index = [...e.options].findIndex((o) => o.text.replace(/[\s\u00a0\u3000]+/g, ' ').trim() === text);
      if (index < 0) { refused.push([place, 'no such choice']); continue; }
      e.selectedIndex = index;
    } else {
      const kind = e.tagName === 'TEXTAREA' ? HTMLTextAreaElement : HTMLInputElement;
      Object.getOwnPropertyDescriptor(kind.prototype, 'value').set.call(e, text);
    }
    say(e, 'input');
    say(e, 'change');
    e.blur();
  }
  return refused;
}
