/* Light or dark, before anything is painted. */
(function () {
  "use strict";
  var kept = null;
  try { kept = window.localStorage.getItem("theme"); } catch (error) { kept = null; }
  document.documentElement.setAttribute("data-bs-theme", kept === "dark" ? "dark" : "light");

  var shown = "light";
  window.addEventListener("beforeprint", function () {
    shown = document.documentElement.getAttribute("data-bs-theme");
    document.documentElement.setAttribute("data-bs-theme", "light");
  });
  window.addEventListener("afterprint", function () { document.documentElement.setAttribute("data-bs-theme", shown); });

  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-theme-turn]");
    if (!button) { return; }
    var next = document.documentElement.getAttribute("data-bs-theme") === "dark" ? "light" : "dark";
    document.documentElement.setAttribute("data-bs-theme", next);
    try { window.localStorage.setItem("theme", next); } catch (error) { /* kept for this page only */ }
    document.dispatchEvent(new CustomEvent("theme:turned", { detail: next }));
  });
})();
