// Runs before the first paint, so that a dark screen never flashes white. A file of its own because the content
// security policy allows no inline script. The application takes over from here: src/lib/theme.ts.
(function () {
  var choice = 'system';
  try {
    choice = localStorage.getItem('callscript.theme') || 'system';
  } catch {
    // Storage is switched off in this browser: follow the system.
  }
  var dark = choice === 'dark' || (choice === 'system' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.classList.toggle('dark', dark);
})();
