// What concerns the whole page: "/" goes to the question box, the style sheet of the frame learns the colours
// of the theme that is in use, and an answer in the making that is not drawn any more is asked for again.

// Milliseconds without a drawing after which the page is asked for again.
const STILL = 5000;

const COLOURS = {
  "--ln-paper": "--st-background-color",
  "--ln-panel": "--st-secondary-background-color",
  "--ln-ink": "--st-text-color",
  "--ln-soft": "--st-gray-text-color",
  "--ln-line": "--st-border-color",
  "--ln-accent": "--st-primary-color",
  "--ln-tint": "--st-violet-background-color",
  "--ln-amber": "--st-orange-text-color",
  "--ln-amber-bg": "--st-orange-background-color",
};

function typing(node) {
  while (node?.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
  return Boolean(node?.closest?.("input, textarea, select, [contenteditable=true]"));
}

export default function (component) {
  const { parentElement, setTriggerValue } = component;
  const host = parentElement.host ?? parentElement;
  const paint = () => {
    const style = getComputedStyle(host);
    for (const [name, source] of Object.entries(COLOURS)) {
      document.documentElement.style.setProperty(name, style.getPropertyValue(source));
    }
    document.documentElement.lang = "en";
  };
  const onKey = (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (typing(document.activeElement)) return;
    const box = document.querySelector('[data-testid="stChatInputTextArea"]');
    if (!box) return;
    event.preventDefault();
    box.focus();
  };
  paint();
  const scheme = window.matchMedia("(prefers-color-scheme: dark)");
  const repaint = () => setTimeout(paint, 60);
  scheme.addEventListener("change", repaint);
  document.addEventListener("keydown", onKey);
  // The look at an answer in the making, and the page that follows its end, can be lost on the way (the server
  // started anew, a run that another one overtook): without this the reader would wait for ever.
  const look = setInterval(() => {
    const drawn = window.lnDrawn;
    if (!drawn?.waits || Date.now() - drawn.at < STILL) return;
    drawn.at = Date.now();
    setTriggerValue("look", drawn.at);
  }, 1000);
  return () => {
    clearInterval(look);
    scheme.removeEventListener("change", repaint);
    document.removeEventListener("keydown", onKey);
  };
}
