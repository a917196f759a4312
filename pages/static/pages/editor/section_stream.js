/* The stream of sections in the editor: Wagtail's own stream, with an outline, levels, and numbers that follow. */
(() => {
  const { StreamBlock, StreamBlockDefinition } = window.wagtailStreamField.blocks;
  const { DeferredTextWidget, Numbering, OutlineView, finding, toolButton } = window.portalSections;
  const CHECK_AFTER = 500;
  const SECTION_TOOLS = [
    ["outdent", "arrow-left"],
    ["indent", "arrow-right"],
    ["insert", "plus"],
    ["renumber", "list-ol"],
  ];
  const FIELDS = ["number", "level", "heading"];

  class SectionStream extends StreamBlock {
    constructor(definition, ...rest) {
      super(definition, ...rest);
      const { url, texts, maxLevel } = definition.meta.outline;
      this.maxLevel = maxLevel;
      this.texts = texts;
      this.numbering = new Numbering(url);
      this.view = new OutlineView(texts, (command, child) => this.act(command, child));
      this.blockCountChanged();
      this.place();
      this.listen();
      this.refresh();
    }

    place() {
      const frame = document.createElement("div");
      frame.className = "section-editor";
      this.element.before(frame);
      frame.append(this.view.element, this.element);
      this.element.classList.add("section-stream");
    }

    listen() {
      this.element.addEventListener("click", (event) => {
        const button = event.target.closest("[data-section-command]");
        if (button) this.act(button.dataset.sectionCommand, this.childOf(button));
      });
      this.element.addEventListener("input", (event) => {
        if (FIELDS.some((name) => event.target.name?.endsWith(`-value-${name}`))) this.changed();
      });
      this.element.addEventListener("focusin", (event) => {
        const child = this.childOf(event.target);
        if (child) this.view.choose(child);
      });
      window.addEventListener("load", () => setTimeout(() => this.startCommented()));
    }

    /* Comments inside a text need its editor to show where they belong. */
    startCommented() {
      const comments = window.comments?.commentApp?.store?.getState().comments.comments;
      const paths = [...(comments?.values() || [])].map((comment) => comment.contentpath);
      this.children
        .filter((child) => paths.some((path) => path.includes(child.id)))
        .forEach((child) => child.block.childBlocks.text.widget.start?.());
    }

    /* Wagtail's changes of the stream, each followed by the outline. During super() there is no outline yet. */
    _createChild(...parameters) {
      const child = super._createChild(...parameters);
      child.fields = Object.fromEntries(
        FIELDS.map((name) => [name, child.element.querySelector(`[name="${child.prefix}-value-${name}"]`)]),
      );
      const texts = this.blockDef.meta.outline.texts;
      const buttons = SECTION_TOOLS.map(([command, icon]) =>
        toolButton(command, icon, texts[command], "button button--icon text-replace white"),
      );
      child.actionsContainerElement.prepend(...buttons);
      child.element.childOfStream = child;
      return child;
    }

    /* Once after all sections of the document are there: it searches the whole stream each time. */
    blockCountChanged() {
      if (this.view) super.blockCountChanged();
    }

    _insert(...parameters) {
      const child = super._insert(...parameters);
      this.changed();
      return child;
    }

    deleteBlock(...parameters) {
      super.deleteBlock(...parameters);
      this.changed();
    }

    moveBlock(...parameters) {
      super.moveBlock(...parameters);
      this.changed();
    }

    /* The plus sign: the new section goes on where the one above it stands. */
    _onRequestInsert(index) {
      const [above, below] = [this.children[index - 1], this.children[index]].map((child) => (child ? this.level(child) : 1));
      this.insertAt(index, Math.max(above, below));
    }

    childOf(element) {
      return element.closest("[data-streamfield-child]")?.childOfStream;
    }

    level(child) {
      return Math.min(Math.max(parseInt(child.fields.level.value, 10) || 1, 1), this.maxLevel);
    }

    number(child) {
      return child.fields.number.value.trim();
    }

    entries() {
      return this.children.map((child) => [this.number(child), this.level(child)]);
    }

    changed() {
      if (!this.view || this.refreshing) return;
      this.refreshing = requestAnimationFrame(() => this.refresh());
    }

    refresh() {
      this.refreshing = null;
      this.view.show(
        this.children.map((child) => ({
          child,
          number: this.number(child),
          heading: child.fields.heading.value.trim(),
          level: this.level(child),
        })),
      );
      this.children.forEach((child) => this.label(child));
      clearTimeout(this.checking);
      this.checking = setTimeout(() => this.check(), CHECK_AFTER);
    }

    label(child) {
      const level = `${this.level(child)}`;
      if (child.shownLevel !== level) child.element.style.setProperty("--level", level);
      child.shownLevel = level;
      const title = child.getTextLabel({ maxLength: 70 }) || "";
      if (child.titleElement.text() !== title) child.titleElement.text(title);
    }

    /* The terms name the sections they rest on: what is new or renamed here can be chosen there. */
    offerClauses() {
      const options = this.children.map((child) => [child.id, child.getTextLabel({ maxLength: 120 }) || this.texts.untitled]);
      document.querySelectorAll("select[data-clause]").forEach((select) => {
        const chosen = select.value;
        const known = new Set(options.map(([id]) => id));
        const others = [...select.options].filter((option) => option.value === "" || (option.value === chosen && !known.has(chosen)));
        select.replaceChildren(others[0], ...options.map(([id, label]) => new Option(label, id)), ...others.slice(1));
        select.value = chosen;
      });
    }

    async check() {
      const asked = [...this.children];
      this.offerClauses();
      try {
        const findings = await this.numbering.check(this.entries());
        if (findings) this.showFindings(new Map(findings.map(({ index, text }) => [asked[index], text])));
      } catch {
        this.view.say(this.texts.checkFailed);
      }
    }

    showFindings(findings) {
      this.view.showFindings(findings);
      this.children.forEach((child) => {
        child.element.querySelector(":scope > .section-finding")?.remove();
        const text = findings.get(child);
        if (text) child.element.prepend(finding(text));
      });
    }

    act(command, child) {
      const commands = {
        open: () => this.open(child),
        openAll: () => this.toggleAll(true),
        closeAll: () => this.toggleAll(false),
        up: () => this.moveUp(child),
        down: () => this.moveDown(child),
        outdent: () => this.shift(child, -1),
        indent: () => this.shift(child, 1),
        insert: () => this.insertAfter(child),
        renumber: () => this.renumberFrom(child),
        undo: () => this.undoNumbers(),
      };
      commands[command]?.();
      if (child && command !== "insert") this.view.choose(child);
    }

    open(child) {
      this.toggle(child, true);
      child.element.scrollIntoView({ block: "start", behavior: "instant" });
      child.toggleElement.focus({ preventScroll: true });
    }

    toggle(child, open) {
      if ((child.toggleElement.getAttribute("aria-expanded") === "true") !== open) child.toggleElement.click();
    }

    toggleAll(open) {
      this.children.forEach((child) => this.toggle(child, open));
    }

    /* Index behind the last section below `index`. */
    endOf(index) {
      const own = this.level(this.children[index]);
      const after = this.children.findIndex((child, place) => place > index && this.level(child) <= own);
      return after < 0 ? this.children.length : after;
    }

    moveUp(child) {
      const { index } = child;
      const own = this.level(child);
      let target = index - 1;
      while (target >= 0 && this.level(this.children[target]) > own) target -= 1;
      if (target < 0 || this.level(this.children[target]) < own) this.view.say(this.texts.impossible);
      else this.exchange(target, index, this.endOf(index));
    }

    moveDown(child) {
      const { index } = child;
      const end = this.endOf(index);
      const next = this.children[end];
      if (!next || this.level(next) < this.level(child)) this.view.say(this.texts.impossible);
      else this.exchange(index, end, this.endOf(end));
    }

    /* Puts the sections from `middle` to before `end` in front of those from `start`. */
    exchange(start, middle, end) {
      for (let offset = 0; offset < end - middle; offset += 1) this.moveBlock(middle + offset, start + offset);
      this.announce(this.element);
    }

    /* Indents or outdents a section with all that stands below it. */
    shift(child, by) {
      const { index } = child;
      const family = this.children.slice(index, this.endOf(index));
      const levels = family.map((one) => this.level(one) + by);
      const above = index ? this.level(this.children[index - 1]) : 0;
      if (levels[0] < 1 || levels[0] > above + 1 || Math.max(...levels) > this.maxLevel) {
        this.view.say(this.texts.impossible);
        return;
      }
      family.forEach((one, place) => this.write(one, "level", `${levels[place]}`));
      this.changed();
    }

    write(child, name, value) {
      const field = child.fields[name];
      field.value = value;
      this.announce(field);
    }

    /* Lets Wagtail's watchers of unsaved changes know. */
    announce(element) {
      element.dispatchEvent(new Event("change", { bubbles: true }));
    }

    insertAfter(child) {
      if (child) this.insertAt(this.endOf(child.index), this.level(child));
      else this.insertAt(this.children.length, 1);
    }

    async insertAt(index, level) {
      const [definition, initial, id] = this._getChildDataForInsertion({ type: "section" });
      const child = this._insert(definition, { ...initial, level }, id, index, { focus: true });
      this.refresh();
      this.view.choose(child);
      try {
        const { due } = await this.numbering.renumber(this.entries(), child.index);
        if (due && !this.number(child)) this.write(child, "number", due);
        this.changed();
      } catch {
        this.view.say(this.texts.checkFailed);
      }
    }

    async renumberFrom(child) {
      const before = this.children.map((one) => [one, this.number(one)]);
      try {
        const { numbers } = await this.numbering.renumber(this.entries(), child.index);
        const stale = before.filter(([one, number], place) => number !== numbers[place] && this.number(one) === number);
        const wanted = new Map(before.map(([one], place) => [one, numbers[place]]));
        stale.forEach(([one]) => this.write(one, "number", wanted.get(one)));
        this.replaced = stale.map(([one, number]) => [one, number, wanted.get(one)]);
        this.tell(stale.length);
        this.changed();
      } catch {
        this.view.say(this.texts.checkFailed);
      }
    }

    tell(changes) {
      const words = changes === 1 ? this.texts.oneChanged : this.texts.manyChanged.replace("%s", changes);
      this.view.say(changes ? words : this.texts.noneChanged, changes > 0);
    }

    undoNumbers() {
      (this.replaced || [])
        .filter(([child, , number]) => this.number(child) === number)
        .forEach(([child, number]) => this.write(child, "number", number));
      this.replaced = [];
      this.view.say(this.texts.undone);
      this.changed();
    }
  }

  class SectionStreamDefinition extends StreamBlockDefinition {
    constructor(...parameters) {
      super(...parameters);
      const texts = this.childBlockDefsByName.section.childBlockDefs.filter((definition) => definition.name === "text");
      texts.forEach((definition) => {
        definition.widget = new DeferredTextWidget(definition.widget);
      });
    }

    render(placeholder, prefix, state, error) {
      return new SectionStream(this, placeholder, prefix, state, error);
    }
  }

  window.telepath.register("pages.SectionStreamBlock", SectionStreamDefinition);
})();
