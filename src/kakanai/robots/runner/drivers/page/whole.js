// Resolves when the page is there as a whole: half a record that is still arriving would be read back as a different one.
// A picture or style that does not come holds nobody up for more than a second. Says false after `limit` milliseconds.
const whole = (limit) => new Promise((tell) => {
  const began = performance.now();
  const look = () => {
    const waited = performance.now() - began;
    if (document.readyState === 'complete' || (document.readyState === 'interactive' && waited > 1000)) tell(true);
    else if (waited > limit) tell(false);
    else setTimeout(look, 5);
  };
  look();
});
