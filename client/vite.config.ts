/** How the client is built, served while it is written, and tested. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { paraglideVitePlugin } from '@inlang/paraglide-js'
import adapter from '@sveltejs/adapter-static'
import { sveltekit } from '@sveltejs/kit/vite'
import { defineConfig } from 'vitest/config'

// Where `retreat serve` listens while the client is written.
const SERVER = 'http://127.0.0.1:8000'

// What the server sends has other shapes once this is another: what a device kept before is then fetched anew.
const SHAPES = createHash('sha256')
  .update(readFileSync('src/lib/live/protocol.ts'))
  .digest('hex')
  .slice(0, 16)

// Kit refers to hooks that an app need not have.
const KIT_OWN = /\.svelte-kit\/generated\//

export default defineConfig({
  define: { SHAPES: JSON.stringify(SHAPES) },
  plugins: [
    paraglideVitePlugin({
      project: './project.inlang',
      outdir: './src/lib/paraglide',
      // No cookie and no address of its own: the choice is the device's.
      strategy: ['localStorage', 'preferredLanguage', 'baseLocale'],
      emitTsDeclarations: true,
    }),
    sveltekit({
      adapter: adapter({ fallback: 'index.html', precompress: true }),
      // lib/live/version.svelte.ts registers it, and says when a new one waits.
      serviceWorker: { register: false },
      csp: {
        mode: 'hash',
        directives: {
          'default-src': ['self'],
          'script-src': ['self'],
          'style-src': ['self'],
          // The one inline style there is: Kit's own announcer of a new page, which is only for screen readers.
          'style-src-attr': ['unsafe-hashes', 'sha256-S8qMpvofolR8Mpjy4kQvEm7m1q8clzU4dfDH0AmvZjo='],
          'img-src': ['self', 'data:', 'blob:'],
          'media-src': ['self', 'blob:'],
          'connect-src': ['self'],
          'object-src': ['none'],
          'base-uri': ['self'],
          'form-action': ['self'],
        },
      },
    }),
  ],
  build: {
    rolldownOptions: {
      // A message that is in no catalogue, and whatever else the bundler doubts, stops the build.
      onLog(level, log, next) {
        if (log.code === 'PLUGIN_TIMINGS') return // how long it took is no fault of ours
        if (level === 'warn' && !KIT_OWN.test(log.id ?? '')) throw new Error(log.message)
        next(level, log)
      },
    },
  },
  server: {
    proxy: { '/api': { target: SERVER, ws: true, changeOrigin: false } },
  },
  resolve: process.env.VITEST ? { conditions: ['browser'] } : {},
  test: {
    include: ['test/**/*.test.ts', 'src/**/*.test.ts'],
    environment: 'node',
  },
})
