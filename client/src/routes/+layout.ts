/** Everything is drawn in the browser: the server sends one static page. */
export const ssr = false
