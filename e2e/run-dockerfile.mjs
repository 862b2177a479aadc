// Follows a site's Dockerfile without Docker: each stage is an empty folder, and the last one has to serve the site.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, relative, resolve } from 'node:path'
import { findPort } from '../framework/fixtures/find-port.mjs'
import { runCommand } from './stages.mjs'

/** The user that the image runs as; only root may become it. */
const unprivilegedUser = 65_534

const folder = mkdtempSync(join(tmpdir(), 'vial-image-'))
try {
  process.exitCode = await runDockerfile(resolve(process.argv[2] ?? '.'))
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** @returns 0 if the health check and the home page are answered, and the server stops on SIGTERM without an error */
async function runDockerfile(site) {
  // The user of the last stage has to read its files.
  chmodSync(folder, 0o755)
  const stages = readStages(readFileSync(join(site, 'Dockerfile'), 'utf8'))
  const ignored = readFileSync(join(site, '.dockerignore'), 'utf8').split('\n').filter(Boolean)
  for (const stage of stages) {
    stage.root = join(folder, stage.name)
    const status = follow(stage, stages, site, ignored)
    if (status !== 0) return status
  }
  return serve(stages.at(-1))
}

/** Reads the instructions of each stage; words of their exec form are JSON. */
function readStages(text) {
  const stages = []
  for (const line of text.replaceAll('\\\n', ' ').split('\n')) {
    const [, instruction, rest] = /^([A-Z]+) (.*)$/.exec(line) ?? []
    if (instruction === 'FROM') {
      const [, , name = 'final'] = /^(\S+)(?: AS (\S+))?$/.exec(rest) ?? []
      stages.push({ name, steps: [], workdir: '/', environment: {}, volumes: [] })
    } else if (instruction) stages.at(-1).steps.push([instruction, rest])
  }
  return stages
}

function follow(stage, stages, site, ignored) {
  mkdirSync(stage.root, { recursive: true })
  for (const [instruction, rest] of stage.steps) {
    console.log(`  ${instruction} ${rest}`)
    const work = join(stage.root, stage.workdir)
    if (instruction === 'WORKDIR') {
      stage.workdir = rest
      mkdirSync(join(stage.root, rest), { recursive: true })
    } else if (instruction === 'COPY') {
      const [, from, owner, paths] = /^(?:--from=(\S+) )?(?:--chown=(\S+) )?(.*)$/.exec(rest)
      const source = from ? stages.find(({ name }) => name === from).root : site
      const target = paths.split(' ').at(-1)
      copy(source, target.startsWith('/') ? stage.root : work, paths.split(' '), from ? [] : ignored)
      // Only an empty folder, which a volume replaces.
      if (owner && process.getuid?.() === 0)
        chownSync(join(stage.root, target), unprivilegedUser, unprivilegedUser)
    } else if (instruction === 'RUN') {
      const status = runCommand(rest, work)
      if (status !== 0) return status
    } else if (instruction === 'ENV') {
      const [name, value] = rest.split('=')
      stage.environment[name] = value
    } else if (instruction === 'VOLUME') {
      stage.volumes.push(rest)
    } else if (instruction === 'CMD') stage.command = JSON.parse(rest)
    else if (instruction === 'HEALTHCHECK') stage.check = JSON.parse(rest.slice(rest.indexOf('CMD ') + 4))
    else if (instruction !== 'USER' && instruction !== 'EXPOSE') {
      throw new Error(`Dockerfile: ${instruction} is not supported here.`)
    }
  }
  return 0
}

function copy(source, work, paths, ignored) {
  const target = join(work, paths.at(-1))
  const isFolder = /^\.\/?$/.test(paths.at(-1))
  for (const path of paths.slice(0, -1)) {
    const to = isFolder && path !== '.' ? join(target, basename(path)) : target
    const filter = (file) => !isIgnored(relative(source, file), ignored)
    cpSync(join(source, path), to, { recursive: true, filter })
  }
}

function isIgnored(path, patterns) {
  return patterns.some((pattern) => {
    const name = pattern.replace(/[/*]+$/, '')
    return path === name || path.startsWith(`${name}/`) || (pattern.endsWith('*') && path.startsWith(name))
  })
}

/** Starts the command of the last stage, asks its health check and the home page, and stops it. */
async function serve({ root, workdir, command, check, environment, volumes }) {
  const port = await findPort()
  // A path in a volume is one in the folder of the stage here.
  const inside = ([name, value]) => [
    name,
    volumes.some((path) => value.startsWith(path)) ? root + value : value,
  ]
  const options = {
    cwd: join(root, workdir),
    env: {
      PATH: process.env.PATH,
      PORT: String(port),
      SESSION_SECRET: crypto.randomUUID(),
      ...Object.fromEntries(Object.entries(environment).map(inside)),
    },
    ...(process.getuid?.() === 0 && { uid: unprivilegedUser, gid: unprivilegedUser }),
    stdio: ['ignore', 'inherit', 'inherit'],
  }
  const child = spawn(command[0], command.slice(1), options)
  const ended = once(child, 'exit')
  try {
    for (let attempt = 0; (await codeOf(spawn(check[0], check.slice(1), options))) !== 0; attempt++) {
      if (attempt === 100 || child.exitCode !== null) throw new Error('The health check fails.')
    }
    const page = await fetch(`http://127.0.0.1:${port}/`)
    if (page.status !== 200) throw new Error(`The home page is answered with ${page.status}.`)
  } finally {
    child.kill('SIGTERM')
  }
  const [code] = await ended
  return code
}

async function codeOf(child) {
  const [code] = await once(child, 'exit')
  return code
}
