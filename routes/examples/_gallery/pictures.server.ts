// The pictures of the gallery: files in a folder, each with a note beside it. The newest are kept.
import { randomBytes } from 'node:crypto'
import { mkdir, open, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { UploadPart } from 'vial'
import { type ImageEnding, findImageEnding } from './image-type.ts'

export interface Picture {
  /** The name of its file. */
  file: string
  alt: string
  /** Who sent it; nobody else may know. */
  owner: string
}

/** How many are kept. */
export const maxPictures = 24

const folder = resolve(process.env.GALLERY_FOLDER ?? '.data/gallery')
export const pictureFolder: string = join(folder, 'pictures')
const noteFolder = join(folder, 'notes')

/** Lists the pictures, newest first. */
export async function listPictures(): Promise<Picture[]> {
  const pictures = await Promise.all((await listIds()).slice(0, maxPictures).map(readNote))
  return pictures.filter((picture) => picture !== undefined)
}

/** Saves what was sent, if it is a picture; the gallery does not show it yet. */
export async function savePicture(part: UploadPart): Promise<string | undefined> {
  await mkdir(pictureFolder, { recursive: true })
  // Names that grow with time are in order, and nobody can guess the next one.
  const id = `${Date.now().toString(36).padStart(9, '0')}-${randomBytes(9).toString('hex')}`
  const path = join(pictureFolder, id)
  await part.saveTo(path)
  const ending = await readEnding(path)
  if (ending) await rename(path, `${path}.${ending}`)
  else await rm(path)
  return ending && `${id}.${ending}`
}

/** Shows pictures in the gallery, and lets go of the oldest ones. */
export async function addPictures(pictures: readonly Picture[]): Promise<void> {
  await mkdir(noteFolder, { recursive: true })
  for (const picture of pictures) await writeFile(toNotePath(picture.file), JSON.stringify(picture))
  for (const id of (await listIds()).slice(maxPictures)) {
    const picture = await readNote(id)
    if (picture) await removePictures([picture.file])
  }
}

export async function removePictures(files: readonly string[]): Promise<void> {
  for (const file of files) {
    await rm(toNotePath(file), { force: true })
    await rm(join(pictureFolder, file), { force: true })
  }
}

async function listIds(): Promise<string[]> {
  await mkdir(noteFolder, { recursive: true })
  return (await readdir(noteFolder)).sort().reverse()
}

async function readNote(name: string): Promise<Picture | undefined> {
  try {
    return JSON.parse(await readFile(join(noteFolder, name), 'utf8')) as Picture
  } catch {
    // Somebody has just removed it, or is about to have written it.
    return undefined
  }
}

function toNotePath(file: string): string {
  return join(noteFolder, `${file}.json`)
}

async function readEnding(path: string): Promise<ImageEnding | undefined> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(16), 0, 16, 0)
    return findImageEnding(buffer.subarray(0, bytesRead))
  } finally {
    await file.close()
  }
}
