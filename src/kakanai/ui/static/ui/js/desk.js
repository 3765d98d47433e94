// The staff screens' script: each part is a small module of its own.
import { showConnection } from "./connection.js";
import { sendCsrfToken } from "./csrf.js";
import { openDialogs } from "./dialog.js";
import { filterLists } from "./filter.js";
import { placeFocus } from "./focus.js";
import { blankWhenIdle } from "./idle.js";
import { commitFinishedText } from "./ime.js";
import { listenForKeys } from "./keys.js";
import { openPanelWhenFilled } from "./panel.js";
import { keepUnchanged } from "./poll.js";
import { popOnHover } from "./pop.js";
import { sendFromLists } from "./select.js";
import { runStopwatches } from "./stopwatch.js";

sendCsrfToken();
commitFinishedText();
listenForKeys();
blankWhenIdle();
runStopwatches();
sendFromLists();
openDialogs();
filterLists();
keepUnchanged();
placeFocus();
openPanelWhenFilled();
popOnHover();
showConnection();
