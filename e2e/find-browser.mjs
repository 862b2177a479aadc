// Finds a Chromium that starts on this machine, or installs one.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { chromium } from '@playwright/test'

/**
 * Finds a browser that starts.
 *
 * Each candidate is launched once, because a browser on the disk may still lack the system's libraries.
 *
 * @returns {Promise<string>} The path of its executable
 * @throws {Error} With a sentence that says what to do
 */
export async function findBrowser() {
  const given = process.env.CHROMIUM_PATH
  if (given) return checkGiven(given)
  return (await findWorking()) ?? (await installByPlaywright()) ?? (await installByApt()) ?? fail()
}

async function checkGiven(path) {
  const problem = existsSync(path) ? await tryLaunch(path) : 'there is no such file'
  if (!problem) return path
  throw new Error(
    `CHROMIUM_PATH is ${path}: ${problem}. Set it to a Chromium or Chrome that starts, or unset it.`,
  )
}

async function findWorking() {
  for (const path of [chromium.executablePath(), ...systemPaths()]) {
    if (!existsSync(path)) continue
    const problem = await tryLaunch(path)
    if (!problem) return path
    console.log(`${path} does not start: ${problem}.`)
  }
  return undefined
}

/** The install locations of Chromium, Chrome and Edge. */
function systemPaths() {
  const { PATH = '', ProgramFiles, LOCALAPPDATA, HOME = '' } = process.env
  if (process.platform === 'win32') {
    const folders = [ProgramFiles, process.env['ProgramFiles(x86)'], LOCALAPPDATA].filter(Boolean)
    const programs = ['Google/Chrome', 'Chromium', 'Microsoft/Edge'].map((name) => `${name}/Application`)
    return folders.flatMap((folder) =>
      programs.map((name) => join(folder, name, name.includes('Edge') ? 'msedge.exe' : 'chrome.exe')),
    )
  }
  if (process.platform === 'darwin') {
    const names = ['Google Chrome', 'Chromium', 'Microsoft Edge']
    return ['', HOME].flatMap((home) =>
      names.map((name) => `${home}/Applications/${name}.app/Contents/MacOS/${name}`),
    )
  }
  // The headless shell needs about half the processor time of a whole browser.
  const names = [
    'chromium-headless-shell',
    'chromium',
    'chromium-browser',
    'google-chrome',
    'google-chrome-stable',
    'microsoft-edge',
  ]
  return names.flatMap((name) => PATH.split(delimiter).map((folder) => join(folder, name)))
}

/** Starts and stops a browser. Returns the problem in one line, if there is one. */
async function tryLaunch(executablePath) {
  try {
    const browser = await chromium.launch({ executablePath, timeout: 30_000 })
    await browser.close()
    return undefined
  } catch (error) {
    const lines = stripVTControlCharacters(String(error.message)).split('\n')
    const reason =
      lines.find((line) => /error while loading|executable doesn't exist/i.test(line)) ?? lines[0]
    return reason.trim().replace(/\.$/, '')
  }
}

async function installByPlaywright() {
  console.log('No browser was found. Asking Playwright to install Chromium.')
  if (!run('npx', ['playwright', 'install', 'chromium'])) return undefined
  const found = await findWorking()
  if (found || !isAptRoot()) return found
  console.log('Chromium needs libraries that are not on this system. Installing them.')
  return run('npx', ['playwright', 'install-deps', 'chromium']) ? findWorking() : undefined
}

async function installByApt() {
  if (!isAptRoot()) return undefined
  console.log('Installing Chromium with apt-get.')
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  // An outdated package list may still work.
  run('apt-get', ['update', '-qq'], env)
  // Older systems have no package with the headless shell.
  const installed = ['chromium-headless-shell', 'chromium'].some((name) =>
    run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', name], env),
  )
  return installed ? findWorking() : undefined
}

function isAptRoot() {
  return process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')
}

function run(command, options, env = process.env) {
  const isWindows = process.platform === 'win32'
  const { status } = spawnSync(command, options, {
    stdio: ['ignore', 'inherit', 'inherit'],
    env,
    shell: isWindows,
  })
  return status === 0
}

function fail() {
  throw new Error(
    'The browser tests need Chromium or Chrome, and none could be found or installed. Install one and set CHROMIUM_PATH to its executable.',
  )
}
