// Asks before unsaved input is left: in the admin, and in forms with `data-unsaved`. What
// stands in a refused form is unsaved from the start: data-unsaved="refused".
const FORMS = "#content-main form[method=post], form[data-unsaved]";
let isDirty = Boolean(document.querySelector("#problems, form[data-unsaved=refused]"));

for (const kind of ["input", "change"]) {
  document.addEventListener(kind, ({ target }) => {
    if (target.form?.matches(FORMS)) isDirty = true;
  });
}
document.addEventListener("submit", ({ target, submitter }) => {
  // a preview opens in another tab and saves nothing
  if (target.matches(FORMS) && submitter?.formTarget !== "_blank") isDirty = false;
});
addEventListener("beforeunload", (event) => {
  if (isDirty) event.preventDefault();
});
