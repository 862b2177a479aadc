// Makes the icons and the social card in public/ from public/favicon.svg: node e2e/icons.mjs.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from '@playwright/test'
import { findBrowser } from './find-browser.mjs'

const folder = join(import.meta.dirname, '../public')
const svg = readFileSync(join(folder, 'favicon.svg'), 'utf8')
const colors = 'background: #fff; color: #231d16'

const browser = await chromium.launch({ executablePath: await findBrowser() })
try {
  const icon = await draw(32, 32, 'background: transparent', svg)
  writeFileSync(join(folder, 'favicon.ico'), toIco(icon, 32))
  // Phones round the corners, and fill what is transparent with black.
  const touch = await draw(180, 180, `${colors}; padding: 22px`, svg)
  writeFileSync(join(folder, 'apple-touch-icon.png'), touch)
  const text = `<div style="display: flex; align-items: center; gap: 64px; height: 100%">
    <div style="width: 300px; flex: none">${svg}</div>
    <div><p style="margin: 0; font-size: 96px; font-weight: 700">Vial</p>
    <p style="margin: 16px 0 0; font-size: 44px; line-height: 1.3">A small web framework for TypeScript that does the whole job</p></div></div>`
  writeFileSync(join(folder, 'social-card.png'), await draw(1200, 630, `${colors}; padding: 64px`, text))
} finally {
  await browser.close()
}

/** Returns a picture of HTML as PNG. */
async function draw(width, height, style, html) {
  const page = await browser.newPage({ viewport: { width, height }, colorScheme: 'light' })
  await page.setContent(`<!doctype html><style>
    html { background: transparent }
    body { box-sizing: border-box; width: ${width}px; height: ${height}px; margin: 0; font-family: Inter, "Liberation Sans", sans-serif; ${style} }
    svg { display: block; width: 100% }
  </style>${html}`)
  const picture = await page.screenshot({ omitBackground: true })
  await page.close()
  return picture
}

/** Wraps one PNG picture as an ICO file: a header, an entry of the directory, and the picture. */
function toIco(picture, size) {
  const header = Buffer.alloc(22)
  header.writeUInt16LE(1, 2)
  header.writeUInt16LE(1, 4)
  header.writeUInt8(size, 6)
  header.writeUInt8(size, 7)
  header.writeUInt16LE(1, 10)
  header.writeUInt16LE(32, 12)
  header.writeUInt32LE(picture.length, 14)
  header.writeUInt32LE(header.length, 18)
  return Buffer.concat([header, picture])
}
