/* Long drop-downs become searchable; those with data-source ask the server while one types. */
(function () {
  "use strict";

  function boot(root) {
    if (!window.TomSelect) { return; }
    root.querySelectorAll("select[data-search], select[data-source]").forEach(function (select) {
      if (select.tomselect) { return; }
      var source = select.getAttribute("data-source");
      var options = {
        allowEmptyOption: true,
        maxOptions: 200,
        placeholder: select.getAttribute("placeholder") || "输入文字查找",
        render: {
          no_results: function () { return "<div class=\"no-results\">没有找到</div>"; },
          option_create: function () { return ""; }
        }
      };
      if (source) {
        options.valueField = "value";
        options.labelField = "text";
        options.searchField = [];
        options.load = function (query, done) {
          var address = source + (source.indexOf("?") < 0 ? "?" : "&") + "q=" + encodeURIComponent(query);
          window.fetch(address, { headers: { Accept: "application/json" }, credentials: "same-origin" })
            .then(function (answer) { return answer.ok ? answer.json() : { results: [] }; })
            .then(function (found) { done(found.results); })
            .catch(function () { done(); });
        };
      }
      new window.TomSelect(select, options);
    });
  }

  document.addEventListener("DOMContentLoaded", function () { boot(document); });
  document.addEventListener("htmx:load", function (event) { boot(event.detail.elt); });
})();
