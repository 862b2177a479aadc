// Builds all servers as their authors would: with vite build.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const here = import.meta.dirname
const vite = fileURLToPath(new URL('bin/vite.js', import.meta.resolve('vite/package.json')))

/** Writes the file that the servers serve, then builds Vial's site and the other servers. */
export async function buildServers() {
  if (!existsSync(`${here}/../dist/vite.js`)) {
    throw new Error('framework/dist is missing. Run npm run prepare first.')
  }
  mkdirSync(`${here}/site/public`, { recursive: true })
  writeFileSync(`${here}/site/public/asset-50k.txt`, createText(51_200))
  build(`${here}/site`)
  build(here)
}

function build(folder) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [vite, 'build'], {
    cwd: folder,
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`vite build failed in ${folder}.\n${stdout}${stderr}`)
}

/** Creates text of a length in bytes that does not compress to almost nothing. */
function createText(length) {
  let text = ''
  for (let line = 1; text.length < length; line++) {
    text += `${line} ${((line * 2654435761) % 2 ** 32).toString(36)}: a line of a file that everybody may download\n`
  }
  return text.slice(0, length)
}
