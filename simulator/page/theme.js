// Dark, light, or as the visitor's system has it.

const KEY = "theme";
const ORDER = ["system", "dark", "light"];

/** The switch in the page's head; what was chosen is remembered by this browser. */
export function theme(button) {
  let now = remembered();
  const show = () => {
    if (now === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = now;
    button.setAttribute("aria-label", `Colours: ${now}. Change`);
    button.title = `Colours: ${now}`;
  };
  button.addEventListener("click", () => {
    now = ORDER[(ORDER.indexOf(now) + 1) % ORDER.length];
    localStorage.setItem(KEY, now);
    show();
  });
  show();
}

function remembered() {
  const known = localStorage.getItem(KEY);
  return ORDER.includes(known) ? known : "system";
}
