// Pictures out of plain shapes: SVG elements whose colours are those of the theme. Nothing in them is markup.

const INKS = {
  ink: "var(--ink)", soft: "var(--soft)", line: "var(--line)", paper: "var(--paper)",
  tint: "var(--tint)", accent: "var(--accent)", second: "var(--ok)",
};
let pictures = 0;

function svg(tag, attributes, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}

function shapeNode(shape, arrow, onOpen, halo = true) {
  const paint = (fill, edge, width) => `fill:${fill ? INKS[fill] : "none"};stroke:${edge ? INKS[edge] : "none"};stroke-width:${width ?? 1}`;
  switch (shape.kind) {
    case "stroke":
      return svg("polyline", {
        points: shape.points.map((p) => p.join(",")).join(" "),
        style: `${paint(null, shape.ink, shape.width)};stroke-linejoin:round${shape.dashed ? ";stroke-dasharray:5 3" : ""}`,
        "marker-end": shape.arrow ? `url(#${arrow(shape.ink)})` : null,
      });
    case "box":
      return svg("rect", { x: shape.x, y: shape.y, width: shape.width, height: shape.height, rx: shape.radius, style: paint(shape.fill, shape.edge, shape.weight) });
    case "mark": {
      const style = paint(shape.fill, shape.edge, 1.6);
      const { x, y, size } = shape;
      if (shape.form === "disc") return svg("circle", { cx: x, cy: y, r: size, style });
      if (shape.form === "square") return svg("rect", { x: x - size, y: y - size, width: 2 * size, height: 2 * size, style });
      return svg("polygon", { points: `${x},${y - 2 * size} ${x - size},${y} ${x + size},${y}`, style });
    }
    case "words":
      return svg("text", { x: shape.x, y: shape.y, "text-anchor": shape.anchor, style: `fill:${INKS[shape.ink]};font-size:${shape.size}px;font-weight:${shape.bold ? 600 : 400}`, class: halo ? "halo" : null }, shape.text);
    default: {
      const open = onOpen ? { tabindex: 0, role: "button", "data-node": shape.id } : { role: "img" };
      const node = svg("g", { class: "node", "aria-label": shape.label, ...open }, ...shape.shapes.map((s) => shapeNode(s, arrow, null, false)));
      if (onOpen) {
        node.addEventListener("click", () => onOpen(shape.id));
        node.addEventListener("keydown", (event) => {
          if (event.key !== "Enter" && event.key !== " ") return;
          event.preventDefault();
          event.stopPropagation();
          onOpen(shape.id);
        });
      }
      return node;
    }
  }
}

// A picture with its title and its description for those who do not see it, and its values as a table.
function pictureNode(picture, { onOpen = null, table = "Values as a table", least = 0 } = {}) {
  const id = `ln-picture-${(pictures += 1)}`;
  const arrows = new Map();
  const arrow = (ink) => {
    if (!arrows.has(ink)) {
      const name = `${id}-${ink}`;
      const head = svg("path", { d: "M0,0 L8,3.5 L0,7 z", style: `fill:${INKS[ink]}` });
      arrows.set(ink, [name, svg("marker", { id: name, viewBox: "0 0 8 7", refX: 7.4, refY: 3.5, markerWidth: 8, markerHeight: 7, markerUnits: "userSpaceOnUse", orient: "auto" }, head)]);
    }
    return arrows.get(ink)[0];
  };
  const shapes = picture.shapes.map((shape) => shapeNode(shape, arrow, onOpen));
  const drawing = svg(
    "svg",
    {
      viewBox: `0 0 ${picture.width} ${picture.height}`, role: onOpen ? "group" : "img",
      "aria-labelledby": `${id}-title ${id}-told`, style: `--least:${least}px;max-width:${Math.round(picture.width * 1.25)}px`,
    },
    svg("title", { id: `${id}-title` }, picture.title),
    svg("desc", { id: `${id}-told` }, picture.description),
    svg("defs", {}, ...[...arrows.values()].map(([, node]) => node)),
    ...shapes,
  );
  const node = el("div", { class: "picture", tabindex: least ? "0" : null, role: least ? "region" : null, "aria-label": least ? picture.title : null }, drawing);
  if (!picture.table || !table) return node;
  return el("div", null, node, el("details", { class: "as-table" }, el("summary", null, table), tableNode(picture.table.columns, picture.table.rows, picture.title)));
}

function tableNode(columns, rows, label) {
  const head = columns.map((name) => el("th", { scope: "col" }, name));
  const body = rows.map((row) => el("tr", null, ...row.map((cell, i) => (i ? el("td", null, cell) : el("th", { scope: "row" }, cell)))));
  return el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": label }, el("table", null, el("thead", null, el("tr", null, ...head)), el("tbody", null, ...body)));
}
