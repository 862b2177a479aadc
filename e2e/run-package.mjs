// npm run test:package [manager]: packs both packages, checks the archives, and uses them as a new user would.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { followNewUser } from './new-user.mjs'
import { run, runInSite, startServer } from './site-commands.mjs'
import { runStages } from './stages.mjs'

const root = join(import.meta.dirname, '..')
/** What `npm install` gets; Yarn 1 is the one that npm has. */
const managers = { npm: undefined, pnpm: 'pnpm@10', yarn: 'yarn@1', bun: 'bun@1' }
const checkers = ['publint@0.3', '@arethetypeswrong/cli@0.18']

/** What each template answers, by path. */
const templates = {
  minimal: { '/': /Hello!/, '/nothing': /Page not found/ },
  full: { '/': /Log in/, '/signup': /Sign up/ },
  api: { '/': /"notes":"\/notes"/, '/notes': /"notes":\[\]/ },
}

/** The only one to test (default: all). */
const chosen = process.argv[2]
if (chosen !== undefined && !Object.hasOwn(managers, chosen)) {
  throw new Error(`${chosen}: no such package manager. Choose from ${Object.keys(managers).join(', ')}.`)
}

const folder = mkdtempSync(join(tmpdir(), 'vial-package-'))
const packages = {}
try {
  await runStages(
    {
      pack,
      tools: installTools,
      publint: () => check('publint'),
      attw: () => check('attw', '--profile esm-only'),
      'source maps': checkSourceMaps,
      'new user': () => succeed(() => followNewUser(folder, packages)),
      ...listSiteStages(),
    },
    { goesOn: true },
  )
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** Packs with all scripts, as for publishing. */
async function pack() {
  for (const name of ['vial', 'create-vial']) {
    const to = join(folder, `packed-${name}`)
    mkdirSync(to)
    await run(`npm pack --workspace ${name} --pack-destination "${to}"`, root)
    packages[name] = join(to, readdirSync(to)[0])
  }
  return 0
}

/** Installs the package managers and checkers; a package manager that cannot be had is left out with a notice. */
async function installTools() {
  for (const [name, version] of Object.entries(managers)) {
    if (version === undefined) continue
    try {
      await installTool(version)
    } catch (error) {
      console.warn(`${name} cannot be installed, so it is not tested.\n${error.message}`)
      delete managers[name]
    }
  }
  return succeed(() => installTool(checkers.join(' ')))
}

async function installTool(versions) {
  const tools = join(folder, 'tools')
  await run(`npm install --no-audit --no-fund --prefix "${tools}" ${versions}`, folder)
  process.env.PATH = `${join(tools, 'node_modules/.bin')}:${process.env.PATH}`
}

function check(program, options = '') {
  return succeed(async () => {
    for (const archive of Object.values(packages)) {
      // create-vial has a program and no modules, so it has no types.
      if (program === 'attw' && archive === packages['create-vial']) continue
      console.log(await run(`${program} "${archive}" ${options}`, folder))
    }
  })
}

/** Every source map that a packed file names is there, and has its sources. */
function checkSourceMaps() {
  return succeed(async () => {
    for (const [name, archive] of Object.entries(packages)) {
      const unpacked = join(folder, `unpacked-${name}`)
      mkdirSync(unpacked)
      await run(`tar -xzf "${archive}" -C "${unpacked}"`, folder)
      const files = readdirSync(unpacked, { recursive: true }).filter((path) => /\.(js|d\.ts)$/.test(path))
      const missing = files.filter((path) => {
        const [, map] = /\/\/# sourceMappingURL=(\S+)/.exec(readFileSync(join(unpacked, path), 'utf8')) ?? []
        return map !== undefined && !existsSync(join(unpacked, path, '..', map))
      })
      if (missing.length > 0) throw new Error(`${name}: source maps are missing: ${missing.join(', ')}`)
    }
  })
}

/** All templates with npm and pnpm, whose folders are the strictest; the first one with the others. */
function listSiteStages() {
  return Object.fromEntries(
    Object.keys(managers)
      .filter((manager) => chosen === undefined || manager === chosen)
      .flatMap((manager) =>
        Object.keys(templates)
          .filter((template) => template === 'minimal' || /^p?npm$/.test(manager))
          .map((template) => [
            `${manager} ${template}`,
            // The stage before may have left it out.
            () => (manager in managers ? succeed(() => testSite(manager, template)) : 0),
          ]),
      ),
  )
}

/** Creates a site, and runs everything that its README names. */
async function testSite(manager, template) {
  const name = `${manager}-${template}`
  const install = manager === 'yarn' ? '--no-install' : ''
  const options = `${name} --template ${template} --from "${packages.vial}" --no-git --yes ${install}`
  const created = await run(toCreate(manager, options), folder, {
    npm_config_user_agent: `${manager}/1.0.0 npm/? node/${process.version}`,
  })
  const site = join(folder, name)
  if (manager === 'yarn') await installWithYarn(site)
  else if (!created.includes(`Installing packages with ${manager}`)) throw new Error(created)

  await runInSite(site, [
    `${manager} run check`,
    // With the types of all packages: with the newest TypeScript, which the template installs, and with the oldest line
    // that most people still have.
    'npm exec -- tsc --noEmit --skipLibCheck false',
    'npm exec --yes --package=typescript@5.9 -- tsc --noEmit --skipLibCheck false',
    `${manager} run test`,
    'node node_modules/vial/bin/vial.js doctor',
  ])
  const built = await run(`${manager} run build`, site)
  if (/warn|\(!\)/i.test(built)) throw new Error(`The build of ${name} has warnings.\n${built}`)

  const server = await startServer(`${manager} run start`, site)
  try {
    for (const [path, expected] of Object.entries(templates[template])) {
      const text = await (await fetch(server.origin + path)).text()
      if (!expected.test(text)) throw new Error(`${path} of ${name} is answered with\n${text}`)
    }
  } finally {
    await server.stop()
  }
}

/** With the Vite of this repository: Yarn 1 does not accept a version with optional packages that the registry lacks. */
async function installWithYarn(site) {
  const path = join(site, 'package.json')
  const { version } = JSON.parse(readFileSync(join(root, 'node_modules/vite/package.json'), 'utf8'))
  const file = JSON.parse(readFileSync(path, 'utf8'))
  file.devDependencies.vite = version
  file.resolutions = { vite: version }
  writeFileSync(path, JSON.stringify(file, null, 2))
  await run('yarn install --ignore-engines', site)
}

function toCreate(manager, options) {
  const archive = packages['create-vial']
  if (manager === 'pnpm') return `pnpm --package="${archive}" dlx create-vial ${options}`
  return `npm exec --yes --package="${archive}" -- create-vial ${options}`
}

async function succeed(work) {
  try {
    await work()
    return 0
  } catch (error) {
    console.error(error.message)
    return 1
  }
}
