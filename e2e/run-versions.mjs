// npm run test:versions: the unit tests on other versions of Node, a new site with other versions of TypeScript, and its Dockerfile.
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runCommand, runStages } from './stages.mjs'

const root = join(import.meta.dirname, '..')
/** One of the lowest line that package.json allows, and of each later line; npm's package `node` contains the program. */
const nodes = ['20.19.6', '22.23.3', '24.21.0']

const folder = mkdtempSync(join(tmpdir(), 'vial-versions-'))
let archive
try {
  await runStages({ ...listUnitStages(), ...listTypeStages() }, { goesOn: true })
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** Leaves out the version that npm test has used. */
function listUnitStages() {
  const used = toLine(process.versions.node)
  const others = nodes.filter((version) => toLine(version) !== used)
  return Object.fromEntries(
    others.map((version) => {
      const report = `test-results/unit-node-${version}.json`
      const options = `--config framework/vitest.config.ts --outputFile.json=${report}`
      return [
        `Node ${version}`,
        `npm exec --yes --package=node@${version} -- node node_modules/vitest/vitest.mjs run ${options}`,
      ]
    }),
  )
}

function toLine(version) {
  return version.split('.', 2).join('.')
}

/** Checks a site that was just created, in a folder that contains nothing but its own packages. */
function listTypeStages() {
  const readme = readFileSync(join(root, 'framework/README.md'), 'utf8')
  const [, ...versions] = /TypeScript (\d+\.\d+) or newer \(tested up to (\d+\.\d+)\)/.exec(readme) ?? []
  if (versions.length === 0) {
    throw new Error(
      'framework/README.md: the range of TypeScript is missing. Name its lowest and newest version.',
    )
  }
  return {
    'new site': createSite,
    ...Object.fromEntries(versions.map((version) => [`TypeScript ${version}`, () => checkTypes(version)])),
    Dockerfile: () => followDockerfile('site'),
    'Dockerfile of full': followFullDockerfile,
  }
}

/** Installs the package as npm would, in a new site without optional packages. */
function createSite() {
  const packed = runCommand(`npm pack --workspace vial --ignore-scripts --pack-destination "${folder}"`)
  if (packed !== 0) return packed
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz'))
  archive = join(folder, tarball)
  return callNew('site', '--docker') || runInSite('npm install --no-audit && npx vial typegen')
}

function callNew(name, options) {
  const site = join(folder, name)
  return runCommand(
    `node framework/bin/vial.js new "${site}" ${options} --no-install --no-git --from "${archive}"`,
  )
}

function checkTypes(version) {
  const installed = runInSite(`npm install --no-audit --save-dev typescript@${version}`)
  return installed || runInSite('npx tsc --version && npx tsc --noEmit --skipLibCheck false')
}

function followFullDockerfile() {
  return callNew('full', '--template full') || followDockerfile('full')
}

/** With the Vite of this repository: npm ci does not accept a version with optional packages that the registry lacks. */
function followDockerfile(name) {
  const { version } = JSON.parse(readFileSync(join(root, 'node_modules/vite/package.json'), 'utf8'))
  const pinned = runInSite(`npm install --no-audit --save-dev --save-exact vite@${version}`, name)
  return pinned || runCommand(`node e2e/run-dockerfile.mjs "${join(folder, name)}"`)
}

function runInSite(command, name = 'site') {
  return runCommand(command, join(folder, name))
}
