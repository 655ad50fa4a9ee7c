// Form submissions: by the visitor, and by the page's own scripts.

const forms = {ids: [], lenient: [], wait: 0, lenientWait: 0, on: false, buttons: new WeakMap()};

LISTEN.formSubmission = (trigger, params) => {
  addWaiting(forms, trigger, params);
  if (forms.on) return;
  forms.on = true;
  const submit = HTMLFormElement.prototype.submit;
  document.addEventListener("click", rememberButton, false);
  document.addEventListener("submit", event => onSubmit(event, submit), false);
  HTMLFormElement.prototype.submit = function () {
    const form = this;
    let open = true;
    const free = guarded(
      () =>
        formEvent(
          form,
          () => {
            if (open) submit.call(form);
          },
          false,
          staysHere(form),
        ),
      true,
    );
    if (free) {
      open = false;
      submit.call(form);
    }
  };
};

function rememberButton(event) {
  const button = event.target && closest(event.target, ["button", "input"]);
  if (
    !button ||
    !(button.type === "submit" || button.type === "image") ||
    !button.name ||
    attributeOf(button, "value") === null
  )
    return;
  const form = button.form || closest(button, ["form"]);
  if (form) forms.buttons.set(form, button);
}

const staysHere = form =>
  !(form.target && form.target !== "_self" && form.target !== "_parent" && form.target !== "_top");

function onSubmit(event, submit) {
  const form = event.target;
  if (!form) return;
  const prevented = event.defaultPrevented || event.returnValue === false;
  const button = forms.buttons.get(form);
  let open = true;
  const free = guarded(
    () =>
      formEvent(
        form,
        () => {
          if (open) submitWith(form, button, submit);
        },
        prevented,
        staysHere(form) && !prevented,
        button,
      ),
    true,
  );
  if (free) open = false;
  else if (!prevented) event.preventDefault();
}

// Pushes gtm.formSubmit. True when the submission need not wait.
function formEvent(form, task, prevented, waits, button) {
  const wait = prevented ? forms.lenientWait : forms.wait;
  const ids = prevented ? forms.lenient : forms.ids;
  if (!ids.length) return true;
  const told = elementEvent(form, "gtm.formSubmit", ids);
  let action = form.action;
  if (action && action.tagName) action = form.cloneNode(false).action; // a field named “action” hides it
  told["gtm.elementUrl"] = action;
  told["gtm.formCanceled"] = prevented;
  if (form.getAttribute("name") !== null) told["gtm.interactedFormName"] = form.getAttribute("name");
  if (button) {
    told["gtm.formSubmitElement"] = button;
    told["gtm.formSubmitElementText"] = button.value;
  }
  if (waits && wait) return pushAndWait(told, task, wait);
  pushAndWait(told, () => {}, wait || 2000);
  return true;
}

const BUTTON_OVERRIDES = [
  ["formaction", "action"],
  ["formenctype", "enctype"],
  ["formmethod", "method"],
  ["formtarget", "target"],
];

// Submits as the button would have: with its name and value, and its own target and method.
function submitWith(form, button, submit) {
  const before = [];
  let field = null;
  if (button) {
    field = document.createElement("input");
    field.type = "hidden";
    field.name = button.name;
    field.value = button.value;
    form.appendChild(field);
    BUTTON_OVERRIDES.forEach(pair => {
      if (!button.hasAttribute(pair[0])) return;
      before.push([pair[1], form.getAttribute(pair[1])]);
      form.setAttribute(pair[1], button.getAttribute(pair[0]));
    });
  }
  submit.call(form);
  if (field) form.removeChild(field);
  before.forEach(pair => {
    if (pair[1] === null) form.removeAttribute(pair[0]);
    else form.setAttribute(pair[0], pair[1]);
  });
}
