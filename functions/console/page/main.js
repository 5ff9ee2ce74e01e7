// The page of staff, alone. The local one starts it with a simulator around it.

import { start } from './page.js';

start();
