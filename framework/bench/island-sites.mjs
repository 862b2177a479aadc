// Builds the same page twice in a temporary folder: with Vial's islands, and with hydrate() called by hand.
import { spawn, spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, extname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'
import { findPort } from '../fixtures/find-port.mjs'
import { project, secret, vite } from './reliability/site.mjs'

/**
 * Creates a folder from texts by path, which uses the modules of this project.
 *
 * @returns {Promise<string>} The folder
 */
export async function writeFolder(files) {
  const folder = await mkdtemp(join(tmpdir(), 'vial-islands-'))
  await symlink(join(project, 'node_modules'), join(folder, 'node_modules'), 'dir')
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
  return folder
}

export const siteFiles = {
  'package.json': '{ "type": "module", "private": true }',
  'vite.config.js': `import { vial } from 'vial/vite'\nexport default { cacheDir: '.cache', plugins: [vial()] }\n`,
}

/**
 * Builds a page with islands and serves it as in production.
 *
 * @param component The source of the island's file
 * @param list The props of the islands
 * @param navigation The source of the `navigation` option
 */
export async function serveIslands(component, list, navigation = '{}') {
  const folder = await writeFolder({
    ...siteFiles,
    'vite.config.js': siteFiles['vite.config.js'].replace('vial()', `vial({ navigation: ${navigation} })`),
    'public/favicon.ico': '',
    'routes/_island.island.jsx': component,
    'routes/index.jsx': `
      import Island from './_island.island.jsx'
      const list = ${JSON.stringify(list)}
      export default () => <main>{list.map((props) => <Island {...props} />)}</main>`,
    'routes/empty.jsx': 'export default () => <p>Empty</p>',
  })
  build(folder)
  const port = await findPort()
  const child = spawn(process.execPath, ['dist/server/index.js'], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      HOST: '127.0.0.1',
      PORT: String(port),
      LOG_LEVEL: 'error',
      SESSION_SECRET: secret,
    },
    stdio: 'inherit',
  })
  const origin = `http://127.0.0.1:${port}`
  await waitFor(origin)
  return {
    origin,
    async stop() {
      child.kill('SIGTERM')
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Builds the same page without a framework: the HTML, the props as JSON, and a script that hydrates. */
export async function serveByHand(component, list) {
  const folder = await writeFolder({
    'package.json': siteFiles['package.json'],
    'vite.config.js': `export default { base: './', oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } } }`,
    'island.jsx': component,
    'render.jsx': `
      import { renderToString } from 'preact-render-to-string'
      import Island from './island.jsx'
      export const render = (list) => list.map((props) => '<div class="island">' + renderToString(<Island {...props} />) + '</div>').join('')`,
    'main.jsx': `
      import { h, hydrate } from 'preact'
      import Island from './island.jsx'
      const list = JSON.parse(document.getElementById('props').textContent)
      document.querySelectorAll('.island').forEach((root, index) => hydrate(h(Island, list[index]), root))`,
  })
  build(folder, '--ssr', 'render.jsx', '--outDir', 'server')
  const { render } = await import(pathToFileURL(join(folder, 'server/render.js')))
  await writeFile(
    join(folder, 'index.html'),
    `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><link rel="icon" href="data:,"></head><body><main>${render(list)}</main><script type="application/json" id="props">${JSON.stringify(list)}</script><script type="module" src="./main.jsx"></script></body></html>`,
  )
  build(folder)
  const server = createServer(async (req, res) => {
    const path = req.url === '/' ? '/index.html' : req.url
    const body =
      path === '/empty'
        ? '<!DOCTYPE html><link rel="icon" href="data:,"><p>Empty</p>'
        : await readFile(join(folder, 'dist', path))
    res.setHeader('content-type', extname(path) === '.js' ? 'text/javascript' : 'text/html; charset=utf-8')
    res.end(body)
  })
  await new Promise((settle) => server.listen(0, '127.0.0.1', settle))
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    async stop() {
      server.close()
      server.closeAllConnections()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/**
 * Lists the scripts that a page loads before any interaction.
 *
 * @returns Their names and their bytes, compressed with gzip
 */
export async function listScripts(origin) {
  const html = await (await fetch(origin)).text()
  const urls = [
    ...html.matchAll(/<(?:script|link)\b[^>]*(?:src|modulepreload"[^>]* href)="([^"]+\.js)"/g),
  ].map(([, url]) => url)
  return Promise.all(
    urls.map(async (url) => {
      const body = Buffer.from(await (await fetch(new URL(url, origin))).arrayBuffer())
      return { name: url.slice(url.lastIndexOf('/') + 1), bytes: gzipSync(body, { level: 9 }).byteLength }
    }),
  )
}

/** Waits until a server answers. */
export async function waitFor(origin) {
  for (let attempt = 0; attempt < 400; attempt++) {
    const answer = await fetch(origin).catch(() => undefined)
    if (answer) return
    await new Promise((settle) => setTimeout(settle, 25))
  }
  throw new Error(`${origin} does not answer.`)
}

function build(folder, ...options) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [vite, 'build', ...options], {
    cwd: folder,
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`vite build failed.\n${stdout}${stderr}`)
}
