// The filters of a list: Enter and the browser's own form stay as they are. This only
// opens the folded filters on wide screens in browsers without ::details-content.
const wide = matchMedia("(min-width: 52.01rem)");

function openFilters() {
  if (CSS.supports("selector(::details-content)")) return;
  for (const details of document.querySelectorAll("details.filters")) {
    details.open = wide.matches;
  }
}

wide.addEventListener("change", openFilters);
document.addEventListener("htmx:afterSwap", openFilters);
openFilters();

// A need may be long, so its field has several lines; Enter sends it all the same.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  if (!event.target.matches("textarea[data-submits]")) return;
  event.preventDefault();
  event.target.form.requestSubmit();
});
