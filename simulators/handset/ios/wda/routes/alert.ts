import { WdaError } from '../error.ts';
import { get, type Handler, post, type Route } from '../route.ts';

/** A simulated iPhone never has an alert open. */
const none: Handler = () => {
  throw new WdaError('no such alert', 'An attempt was made to operate on a modal dialog when one was not open');
};

export const alertRoutes: readonly Route[] = [
  get('/alert/text', none, 'either'),
  post('/alert/text', none),
  post('/alert/accept', none, 'either'),
  post('/alert/dismiss', none, 'either'),
  get('/wda/alert/buttons', none),
];
