/* The outline beside the sections: one row a section, a tool bar for the chosen one, findings in words. */
(() => {
  const TOOLS = [
    ["up", "arrow-up"],
    ["down", "arrow-down"],
    ["outdent", "arrow-left"],
    ["indent", "arrow-right"],
    ["insert", "plus"],
    ["renumber", "list-ol"],
  ];
  const ALT_KEYS = { ArrowUp: "up", ArrowDown: "down", ArrowLeft: "outdent", ArrowRight: "indent" };

  function icon(name) {
    return `<svg class="icon icon-${name}" aria-hidden="true"><use href="#icon-${name}"></use></svg>`;
  }

  function make(tag, className, attributes = {}) {
    const element = document.createElement(tag);
    element.className = className;
    Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));
    return element;
  }

  function toolButton(command, iconName, label, className) {
    const button = make("button", className, { type: "button", "data-section-command": command, title: label, "aria-label": label });
    button.innerHTML = icon(iconName);
    return button;
  }

  class OutlineView {
    /* `act(command, child)` carries out what the person asks for. */
    constructor(texts, act) {
      Object.assign(this, { texts, act, rows: new Map(), items: [], chosen: null, findings: new Map() });
      this.element = make("section", "section-outline", { "aria-label": texts.outline });
      this.element.append(this.head(), this.search(), this.tools(), this.findingButton(), this.treeElement(), this.statusLine());
    }

    head() {
      const head = make("div", "section-outline__head");
      this.count = make("span", "section-outline__count");
      const open = toolButton("openAll", "collapse-down", this.texts.openAll, "section-tool");
      const close = toolButton("closeAll", "collapse-up", this.texts.closeAll, "section-tool");
      [open, close].forEach((button) => button.addEventListener("click", () => this.act(button.dataset.sectionCommand, null)));
      head.append(this.count, open, close);
      return head;
    }

    search() {
      this.filter = make("input", "section-outline__filter", { type: "search", placeholder: this.texts.filter, "aria-label": this.texts.filter });
      this.filter.addEventListener("input", () => this.applyFilter());
      this.filter.addEventListener("keydown", (event) => {
        if (event.key === "Enter") event.preventDefault();
        if (event.key === "ArrowDown" || event.key === "Enter") this.step(0, 1);
      });
      return this.filter;
    }

    tools() {
      const bar = make("div", "section-outline__tools", { role: "toolbar", "aria-label": this.texts.outline });
      TOOLS.forEach(([command, name]) => bar.append(toolButton(command, name, this.texts[command], "section-tool")));
      bar.addEventListener("click", (event) => {
        const button = event.target.closest("[data-section-command]");
        if (button && this.chosen) this.act(button.dataset.sectionCommand, this.chosen);
        else if (button?.dataset.sectionCommand === "insert") this.act("insert", null);
      });
      return bar;
    }

    findingButton() {
      this.next = make("button", "section-outline__findings", { type: "button" });
      this.next.addEventListener("click", () => this.openNextFinding());
      return this.next;
    }

    treeElement() {
      this.tree = make("div", "section-outline__tree", { role: "tree", "aria-label": this.texts.outline, "aria-description": this.texts.keys });
      this.tree.addEventListener("click", (event) => this.open(event.target.closest("[role=treeitem]")));
      this.tree.addEventListener("keydown", (event) => this.key(event));
      return this.tree;
    }

    statusLine() {
      const line = make("div", "section-outline__status");
      this.status = make("span", "", { role: "status" });
      this.undo = make("button", "button button-small button-secondary", { type: "button", hidden: "" });
      this.undo.textContent = this.texts.undo;
      this.undo.addEventListener("click", () => this.act("undo", null));
      line.append(this.status, this.undo);
      return line;
    }

    /* `items`: {child, number, heading, level} in order. Rows are kept, so the cost is that of what has changed. */
    show(items) {
      const focused = this.tree.contains(document.activeElement) ? this.chosen : null;
      const rows = new Map(items.map((item) => [item.child, this.rows.get(item.child) || this.row(item.child)]));
      items.forEach((item) => this.fill(rows.get(item.child), item));
      const wanted = [...rows.values()];
      if (wanted.length !== this.tree.children.length || wanted.some((row, index) => row !== this.tree.children[index])) {
        this.tree.replaceChildren(...wanted);
      }
      Object.assign(this, { rows, items });
      this.count.textContent = items.length === 1 ? this.texts.one : this.texts.many.replace("%s", items.length);
      if (!items.length) this.say(this.texts.empty);
      if (!rows.has(this.chosen)) this.choose(items[0]?.child ?? null);
      this.applyFilter();
      if (focused && rows.has(focused)) this.choose(focused, true);
    }

    row(child) {
      const row = make("div", "section-outline__row", { role: "treeitem", tabindex: "-1", "aria-selected": "false" });
      row.child = child;
      row.append(make("span", "section-outline__number"), make("span", "section-outline__heading"));
      return row;
    }

    fill(row, { number, heading, level }) {
      const [numberCell, headingCell] = row.children;
      if (row.ariaLevel !== `${level}`) {
        row.setAttribute("aria-level", level);
        row.style.setProperty("--level", level);
      }
      if (numberCell.textContent !== number) numberCell.textContent = number;
      const words = heading || (number ? "" : this.texts.untitled);
      if (headingCell.textContent !== words) headingCell.textContent = words;
    }

    applyFilter() {
      const words = this.filter.value.trim().toLowerCase();
      this.items.forEach(({ child, number, heading }) => {
        this.rows.get(child).hidden = Boolean(words) && !`${number} ${heading}`.toLowerCase().includes(words);
      });
    }

    choose(child, focus = false) {
      const before = this.rows.get(this.chosen);
      before?.setAttribute("aria-selected", "false");
      before?.setAttribute("tabindex", "-1");
      this.chosen = child;
      const row = this.rows.get(child);
      row?.setAttribute("aria-selected", "true");
      row?.setAttribute("tabindex", "0");
      if (row) this.reveal(row);
      if (focus) row?.focus({ preventScroll: true });
    }

    reveal(row) {
      const top = row.offsetTop - this.tree.offsetTop;
      const bottom = top + row.offsetHeight;
      if (top < this.tree.scrollTop) this.tree.scrollTop = top;
      else if (bottom > this.tree.scrollTop + this.tree.clientHeight) this.tree.scrollTop = bottom - this.tree.clientHeight;
    }

    open(row) {
      if (!row) return;
      this.choose(row.child);
      this.act("open", row.child);
    }

    key(event) {
      const row = event.target.closest("[role=treeitem]");
      const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 };
      if (!row || event.ctrlKey || event.metaKey) return;
      if (event.altKey && ALT_KEYS[event.key]) this.act(ALT_KEYS[event.key], row.child);
      else if (event.altKey) return;
      else if (event.key in steps) this.step(this.visible().indexOf(row) + steps[event.key], steps[event.key]);
      else if (event.key === "Home" || event.key === "End") this.step(event.key === "Home" ? 0 : Infinity, 1);
      else if (event.key === "Enter" || event.key === " ") this.open(row);
      else return;
      event.preventDefault();
    }

    visible() {
      return [...this.tree.children].filter((row) => !row.hidden);
    }

    step(index) {
      const rows = this.visible();
      const row = rows[Math.max(0, Math.min(rows.length - 1, index))];
      if (row) this.choose(row.child, true);
    }

    /* `findings`: Map of child → sentence. */
    showFindings(findings) {
      this.findings = findings;
      this.rows.forEach((row, child) => {
        const text = findings.get(child) || "";
        row.classList.toggle("section-outline__row--finding", Boolean(text));
        row.querySelector(".section-finding")?.remove();
        if (text) row.append(finding(text));
      });
      const { size } = findings;
      const words = size === 1 ? this.texts.oneFinding : this.texts.manyFindings.replace("%s", size);
      this.next.innerHTML = `${icon(size ? "warning" : "check")} <span></span>`;
      this.next.lastElementChild.textContent = size ? words : this.texts.noFindings;
      this.next.disabled = !size;
      this.next.classList.toggle("section-outline__findings--some", Boolean(size));
    }

    openNextFinding() {
      const order = this.items.map((item) => item.child);
      const doubtful = order.filter((child) => this.findings.has(child));
      const after = doubtful.find((child) => order.indexOf(child) > order.indexOf(this.chosen));
      this.open(this.rows.get(after || doubtful[0]));
    }

    say(text, mayUndo = false) {
      this.status.textContent = text;
      this.undo.hidden = !mayUndo;
    }
  }

  function finding(text) {
    const element = make("span", "section-finding");
    element.innerHTML = `${icon("warning")} <span></span>`;
    element.lastElementChild.textContent = text;
    return element;
  }

  window.portalSections = { ...window.portalSections, OutlineView, finding, toolButton };
})();
