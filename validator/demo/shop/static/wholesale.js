// The lead form: three steps, one at a time.

{
  const form = document.getElementById("wholesale");
  const steps = [...form.querySelectorAll("fieldset")];
  const progress = document.getElementById("lead-progress");
  const next = document.getElementById("lead-next");
  const back = document.getElementById("lead-back");
  let at = 0;

  const show = (number) => {
    at = number;
    steps.forEach((step, index) => (step.hidden = index !== at));
    progress.hidden = false;
    progress.textContent = `Step ${at + 1} of ${steps.length}`;
    back.hidden = at === 0;
    next.hidden = at === steps.length - 1;
    document.getElementById("lead-send").hidden = at !== steps.length - 1;
  };

  const complete = () => [...steps[at].querySelectorAll("input, select, textarea")].every((field) => field.reportValidity());
  const tell = () => track.leadStep(at + 1, steps[at].dataset.step);

  next.addEventListener("click", () => {
    if (!complete()) return;
    tell();
    show(at + 1);
    steps[at].querySelector("input, select").focus();
  });
  back.addEventListener("click", () => show(at - 1));

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (at < steps.length - 1) return next.click();
    if (!complete()) return;
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
    if (!answer.ok) return say("That did not work. Please try again.");
    tell();
    track.generateLead();
    form.hidden = true;
    document.getElementById("lead-done").hidden = false;
  });

  form.noValidate = true; // the browser would ask for the hidden steps too
  show(0);
}
