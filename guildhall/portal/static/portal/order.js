// Rows of an order change places by their buttons or by a typed number; the numbers follow.
const form = document.querySelector("[data-order]");

if (form) {
  const rows = () => [...form.querySelectorAll("[data-order-row]")];
  const number = (row) => row.querySelector("[data-rank]");
  const renumber = () => rows().forEach((row, place) => { number(row).value = place + 1; });

  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-move]");
    if (!button) return;
    const row = button.closest("[data-order-row]");
    const all = rows();
    const other = all[all.indexOf(row) + Number(button.dataset.move)];
    if (!other) return;
    if (button.dataset.move === "-1") other.before(row); else other.after(row);
    renumber();
    button.focus();
  });

  form.addEventListener("change", (event) => {
    if (!event.target.matches("[data-rank]")) return;
    const row = event.target.closest("[data-order-row]");
    const wanted = Number(event.target.value);
    const others = rows().filter((one) => one !== row);
    if (!Number.isInteger(wanted) || wanted < 1) return;
    if (wanted > others.length) others.at(-1)?.after(row); else others[wanted - 1].before(row);
    renumber();
    event.target.focus();
  });
}
