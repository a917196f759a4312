/* Only makes working pages nicer: nothing here is needed to read, find or sign in. */
"use strict";
