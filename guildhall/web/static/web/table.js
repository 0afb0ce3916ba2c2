/* Lists narrow while one types. */
(function () {
  "use strict";

  var PATIENCE = 400;
  var waiting = null;

  function asked(form) { return new URLSearchParams(new FormData(form)).toString(); }

  function narrow(event) {
    var form = event.target.closest && event.target.closest(".filters");
    if (!form) { return; }
    window.clearTimeout(waiting);
    waiting = window.setTimeout(function () {
      if (form.getAttribute("data-asked") === asked(form)) { return; }
      form.setAttribute("data-asked", asked(form));
      window.htmx.trigger(form, "narrow");
    }, event.type === "input" ? PATIENCE : 0);
  }

  document.addEventListener("focusin", function (event) {
    var form = event.target.closest(".filters");
    if (form && !form.hasAttribute("data-asked")) { form.setAttribute("data-asked", asked(form)); }
  });
  document.addEventListener("input", narrow);
  document.addEventListener("change", narrow);

  function placed(query) { return query ? query + "&" : ""; }

  /* Links that carry the present conditions follow what was narrowed without a new page. */
  document.addEventListener("htmx:afterSettle", function () {
    var box = document.getElementById("records");
    if (!box || !box.hasAttribute("data-query")) { return; }
    var query = box.getAttribute("data-query");
    document.querySelectorAll("[data-with-query]").forEach(function (link) {
      if (link.hasAttribute("data-to-print")) { link.setAttribute("href", "?" + placed(query) + "print=1"); return; }
      var address = new URL(link.href);
      address.searchParams.set("query", query);
      link.setAttribute("href", address.pathname + address.search);
    });
  });
})();
