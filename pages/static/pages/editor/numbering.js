/* Asks the portal about numbers: how numbers follow each other is decided there and nowhere else. */
(() => {
  class Numbering {
    constructor(url) {
      this.url = url;
      this.latest = 0;
    }

    async ask(entries, start) {
      const { CSRF_TOKEN: token, CSRF_HEADER_NAME: header } = window.wagtailConfig || {};
      const response = await fetch(this.url, {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json", [header || "X-CSRFToken"]: token },
        body: JSON.stringify({ entries, start }),
      });
      if (!response.ok) throw new Error(`${response.status}`);
      return response.json();
    }

    /* Numbers continued from `start` on, the number due at `start`, and what is left to look at. */
    renumber(entries, start) {
      return this.ask(entries, start);
    }

    /* Findings, or null when a later question has made the answer stale. */
    async check(entries) {
      this.latest += 1;
      const mine = this.latest;
      const answer = await this.ask(entries, null);
      return mine === this.latest ? answer.findings : null;
    }
  }

  window.portalSections = { ...window.portalSections, Numbering };
})();
