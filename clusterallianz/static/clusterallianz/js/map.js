// Arrow keys, plus and minus on the map do what its links do. The links lead to
// "#karte", which takes the focus on the next page: the keys go on working there.
const signs = { ArrowLeft: "←", ArrowRight: "→", ArrowUp: "↑", ArrowDown: "↓", "+": "+", "-": "–" };
const map = document.getElementById("karte");

map?.addEventListener("keydown", (event) => {
  const link = map.querySelector(`[data-key="${signs[event.key]}"]`);
  if (!link || event.ctrlKey || event.altKey || event.metaKey) return;
  event.preventDefault();
  link.click();
});
