// Asks before a form of the admin with unsaved input is left.
const form = document.querySelector("#content-main form[method=post]");
let isDirty = Boolean(document.querySelector("#problems"));

if (form) {
  for (const kind of ["input", "change"]) {
    form.addEventListener(kind, () => (isDirty = true));
  }
  form.addEventListener("submit", (event) => {
    // a preview opens in another tab and saves nothing
    if (event.submitter?.formTarget !== "_blank") isDirty = false;
  });
  addEventListener("beforeunload", (event) => {
    if (isDirty) event.preventDefault();
  });
}
