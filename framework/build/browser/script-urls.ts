// Warns where code for browsers names a script in a way that a build does not compile.
import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import type { Plugin } from 'vite'
import { toName } from './guard-browser.ts'
import { findModuleUrls } from '../module-location.ts'
import type { BuildSite } from '../site.ts'
import type { SyntaxNode } from '../syntax-tree.ts'

/**
 * Warns about `new URL('./x.ts', import.meta.url)` outside of `new Worker()`, for example for an audio worklet.
 *
 * Vite compiles such a script in development, and copies its source in a build.
 */
export function checkScriptUrls(site: BuildSite): Plugin {
  return {
    name: 'vial:script-urls',
    apply: 'build',
    sharedDuringBuild: true,
    applyToEnvironment: (environment) => environment.config.consumer === 'client',
    transform: {
      filter: { id: { exclude: [/\/node_modules\//, /^\0/] }, code: /\bnew\s+URL\b/ },
      async handler(code, id) {
        const file = id.replace(/[?#].*$/, '')
        for (const { name, isOfWorker } of findModuleUrls(this.parse(code) as unknown as SyntaxNode)) {
          if (name === undefined || isOfWorker || !(await isToCompile(resolve(dirname(file), name)))) continue
          this.warn(
            `${toName(file, site)}: new URL('${name}', import.meta.url) gives browsers the source of the script, without what it imports. Write it inside new Worker(), or import the URL of the compiled script: import url from '${name}?worker&url'.`,
          )
        }
        return undefined
      },
    },
  }
}

/** Tells whether browsers cannot run a file as it is. */
async function isToCompile(path: string): Promise<boolean> {
  if (/\.([cm]?tsx?|jsx)$/.test(path)) return true
  if (!/\.[cm]?js$/.test(path)) return false
  const text = await readFile(path, 'utf8').catch(() => '')
  return /^\s*(import\b|export\b.*\bfrom\b)/m.test(text)
}
