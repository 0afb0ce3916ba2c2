// Filling in a return: the gap to the counted number is shown at once, its reason is asked for where there is one.
// Mapping: a click on a cell of the sheet fills the address that is being chosen.
(() => {
  const plain = (text) => Number(text.replace(/[\s,，]/g, "").replace(/[０-９]/g, (d) => "０１２３４５６７８９".indexOf(d)));

  const tell = (input) => {
    const cell = input.closest("td");
    const gap = cell.querySelector("[data-gap]");
    const reason = cell.querySelector("[data-reason]");
    if (!gap || !reason) return;
    const difference = plain(input.value) - Number(input.dataset.counted);
    const differs = input.value.trim() === "" || Number.isNaN(difference) || difference !== 0;
    gap.textContent = input.value.trim() && differs && !Number.isNaN(difference) ? `，差 ${difference > 0 ? "+" : ""}${difference}` : "";
    reason.hidden = !differs && reason.querySelector("input").value === "";
  };

  document.querySelectorAll("form[data-return] input[data-counted]").forEach((input) => {
    tell(input);
    input.addEventListener("input", () => tell(input));
  });

  const mapping = document.querySelector("form[data-mapping]");
  if (!mapping) return;
  let choosing = null;
  const mark = () => {
    document.querySelectorAll(".sheet-grid button.chosen").forEach((button) => button.classList.remove("chosen"));
    mapping.querySelectorAll("tbody tr").forEach((row) => {
      const sheet = row.querySelector("select").value;
      const address = row.querySelector("input").value.toUpperCase();
      const grid = document.querySelector(`.sheet-grid[data-sheet="${CSS.escape(sheet)}"]`);
      grid?.querySelector(`[data-address="${CSS.escape(address)}"]`)?.classList.add("chosen");
    });
  };
  mapping.addEventListener("focusin", (event) => {
    const row = event.target.closest("tbody tr");
    if (!row) return;
    mapping.querySelectorAll("tr.choosing").forEach((other) => other.classList.remove("choosing"));
    row.classList.add("choosing");
    choosing = row;
  });
  mapping.addEventListener("input", mark);
  document.addEventListener("click", (event) => {
    const button = event.target.closest(".sheet-grid button");
    if (!button || !choosing) return;
    choosing.querySelector("select").value = button.closest(".sheet-grid").dataset.sheet;
    choosing.querySelector("input").value = button.dataset.address;
    mark();
  });
  mark();
})();
