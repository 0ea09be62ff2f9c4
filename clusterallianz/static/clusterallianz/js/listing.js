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
