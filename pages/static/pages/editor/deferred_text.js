/* Rich text that starts its editor when it comes into view: a document of 300 sections opens as fast as one of ten.
   Until then the plain words stand there, so that the browser's own page search finds them. */
(() => {
  const AHEAD = "400px";
  const waiting = new WeakMap();
  const observer = new IntersectionObserver(
    (entries) => entries.filter((entry) => entry.isIntersecting).forEach((entry) => waiting.get(entry.target)?.start()),
    { rootMargin: AHEAD },
  );

  function plainText(state) {
    const blocks = (JSON.parse(state || "null") || {}).blocks || [];
    return blocks.map((block) => block.text).filter(Boolean).join("\n");
  }

  class DeferredText {
    constructor(widget, parameters) {
      const [placeholder, name, id, state] = parameters;
      Object.assign(this, { widget, parameters, state, bound: null, invalid: false });
      this.field = placeholder.parentNode;
      this.input = Object.assign(document.createElement("input"), { type: "hidden", name, id, value: state });
      this.words = document.createElement("div");
      this.words.className = "deferred-text";
      this.words.textContent = plainText(state);
      placeholder.append(this.input, this.words);
      this.placeholder = placeholder;
      waiting.set(this.words, this);
      observer.observe(this.words);
    }

    start() {
      if (this.bound) return this.bound;
      observer.unobserve(this.words);
      this.placeholder.replaceChildren();
      const [, name, id, , ...rest] = this.parameters;
      this.bound = this.widget.render(this.placeholder, name, id, this.state, ...rest);
      if (this.invalid) this.setInvalid(true);
      return this.bound;
    }

    getValue() {
      return this.bound ? this.bound.getValue() : this.state;
    }

    getState() {
      return this.bound ? this.bound.getState() : this.state;
    }

    setState(state) {
      if (!this.bound && typeof state === "string") {
        this.state = this.input.value = state;
        this.words.textContent = plainText(state);
      } else {
        this.start().setState(state);
      }
    }

    setInvalid(invalid) {
      this.invalid = invalid;
      this.bound?.setInvalid?.(invalid);
    }

    getTextLabel(options) {
      if (this.bound) return this.bound.getTextLabel(options);
      const text = plainText(this.state).replaceAll("\n", " ");
      const most = options?.maxLength;
      return most && text.length > most ? `${text.substring(0, most - 1)}…` : text;
    }

    focus() {
      this.start().focus();
    }

    setCapabilityOptions(name, options) {
      this.bound?.setCapabilityOptions?.(name, options);
    }
  }

  /* Stands for the widget of a rich text block; renders it later unless its state is one that only an editor can hold. */
  class DeferredTextWidget {
    constructor(widget) {
      this.widget = widget;
    }

    render(...parameters) {
      const state = parameters[3];
      return typeof state === "string" ? new DeferredText(this.widget, parameters) : this.widget.render(...parameters);
    }

    getByName(...parameters) {
      return this.widget.getByName(...parameters);
    }
  }

  window.portalSections = { ...window.portalSections, DeferredTextWidget };
})();
