// Measures the dev server of a site: its first page, and edits of that page.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { findPort } from '../fixtures/find-port.mjs'
import { findMedian } from './quantile.mjs'
import { vite } from './reliability/site.mjs'
import { readCpuSeconds } from './start-server.mjs'

const edits = 5

/**
 * Starts `vite dev` without a cache and edits a page.
 *
 * @param file The route file of `/page-1`, below the folder of the site; its heading is replaced
 * @returns The CPU time until the first page has been sent, and from saving an edit until the new page (median), in ms
 */
export async function measureDev(folder, file) {
  const port = await findPort()
  const command = [vite, 'dev', '--host', '127.0.0.1', '--port', String(port), '--strictPort']
  const child = spawn(process.execPath, command, { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(child, 'exit')
  const read = () => readCpuSeconds(child.pid) * 1000
  const open = async () => (await fetch(`http://127.0.0.1:${port}/page-1?name=a`)).text()
  try {
    await waitForText(child.stdout, '127.0.0.1')
    if (!(await open()).includes('<h1>')) throw new Error('The dev server does not send the page.')
    const first = read()
    const path = join(folder, file)
    const source = await readFile(path, 'utf8')
    const times = []
    for (let edit = 0; edit < edits; edit++) {
      // Vite waits for changes to settle, and its own work after the page would count as work of the next edit.
      await wait(500)
      const before = read()
      await writeFile(path, source.replace(/<h1>[^<]*/, `<h1>Edit ${edit}`))
      while (!(await open()).includes(`Edit ${edit}`)) await wait(20)
      times.push(read() - before)
    }
    return { first, edit: findMedian(times) }
  } finally {
    child.kill('SIGKILL')
    await ended
  }
}

async function waitForText(stream, text) {
  let seen = ''
  for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
    seen += chunk
    if (seen.includes(text)) return stream.resume()
  }
  throw new Error(`The dev server has ended: ${seen}`)
}
