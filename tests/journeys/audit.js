// Every control without a name, and every text below 4.5:1, in the page and in its components.
() => {
  const problems = [];
  const channel = (v) => ((v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
  const read = (colour) => {
    const [r, g, b, alpha = 1] = colour.match(/[\d.]+/g).map(Number);
    return [0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b), alpha];
  };
  const ground = (node) => {
    for (; node && node !== document; node = node instanceof ShadowRoot ? node.host : node.parentNode) {
      if (node instanceof ShadowRoot) continue;
      const [light, alpha] = read(getComputedStyle(node).backgroundColor);
      if (alpha > 0.9) return light;
    }
    return read(getComputedStyle(document.querySelector("[data-testid=stApp]")).backgroundColor)[0];
  };
  const walk = (root) => {
    for (const node of root.querySelectorAll("*")) {
      if (node.shadowRoot) walk(node.shadowRoot);
      const style = getComputedStyle(node);
      if (style.display === "none" || style.visibility === "hidden" || !node.getClientRects().length || !node.checkVisibility()) continue;
      if (["BUTTON", "A", "INPUT", "TEXTAREA", "SELECT"].includes(node.tagName)) {
        const labels = [...(node.labels ?? [])].map((label) => label.innerText);
        const name = [node.getAttribute("aria-label"), node.innerText, node.title, ...labels].join(" ").trim();
        if (!name) problems.push(`no name: ${node.outerHTML.slice(0, 120)}`);
      }
      if (![...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim())) continue;
      const [text, alpha] = read(style.color);
      const back = ground(node);
      const ratio = (Math.max(text, back) + 0.05) / (Math.min(text, back) + 0.05);
      if (ratio < 4.5 || alpha < 0.9) problems.push(`contrast ${ratio.toFixed(1)}: ${node.innerText.slice(0, 60)}`);
    }
  };
  walk(document);
  return problems;
}
