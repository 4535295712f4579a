/** Joins the panels to what the gateway tells. */

import { Live } from './live.js';
import { breakers } from './breakers.js';
import { config } from './config.js';
import { demo } from './demo.js';
import { emergency } from './emergency.js';
import { healing } from './healing.js';
import { models } from './models.js';
import { nodes } from './nodes.js';
import { notice } from './notice.js';
import { overview } from './overview.js';
import { prediction } from './prediction.js';
import { timeline } from './timeline.js';

const live = new Live();
const panel = (id) => document.getElementById(id);

notice(panel('notice'), panel('state'), live);
overview(panel('overview'), live);
nodes(panel('nodes'), live);
demo(panel('demo'), live);
timeline(panel('timeline'), panel('announcer'), live);
models(panel('models'), live);
breakers(panel('breakers'), live);
healing(panel('healing'), live);
prediction(panel('prediction'), live);
emergency(panel('emergency'), live);
config(panel('config'), live);

live.read('nodes', '/api/v1/nodes', 1000);
live.read('health', '/api/v1/health', 2000);
live.read('demo', '/api/v1/demo', 2000);
live.read('performance', '/api/v1/metrics/performance', 2000);
live.read('healing', '/api/v1/healing', 2000);
live.read('prediction', '/api/v1/metrics/prediction', 5000);
live.read('models', '/api/v1/models', 5000);
live.read('config', '/api/v1/config', 10000);
live.read('history', '/api/v1/config/history', 30000);
live.watch('events', (fresh) => {
  if (fresh.some((event) => event.kind === 'config')) {
    live.soon('config');
    live.soon('history');
  }
});
live.follow();
