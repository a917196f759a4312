/* Saves the draft while somebody writes; the form works without. */
"use strict";

saveWhileTyping(document.getElementById("nachweis-form"), { shown: (data) => data.done });
