// Stores the newest pictures of the gallery: files in a folder, each with its metadata in a JSON file.
import { randomBytes } from 'node:crypto'
import { mkdir, open, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { UploadPart } from 'vial'
import { type ImageEnding, findImageEnding } from './image-type.ts'

export interface Picture {
  /** The file name. */
  file: string
  alt: string
  /** The id of the visitor who uploaded it. Never send it to a browser. */
  owner: string
}

/** The number of pictures to keep. */
export const maxPictures = 24

const folder = resolve(process.env.GALLERY_FOLDER ?? '.data/gallery')
export const pictureFolder: string = join(folder, 'pictures')
const noteFolder = join(folder, 'notes')

/** Lists the pictures, newest first. */
export async function listPictures(): Promise<Picture[]> {
  const pictures = await Promise.all((await listIds()).slice(0, maxPictures).map(readNote))
  return pictures.filter((picture) => picture !== undefined)
}

/** Saves an uploaded file if it is a picture. The gallery does not show it yet. */
export async function savePicture(part: UploadPart): Promise<string | undefined> {
  await mkdir(pictureFolder, { recursive: true })
  // The time sorts the names; the random part makes them impossible to guess.
  const id = `${Date.now().toString(36).padStart(9, '0')}-${randomBytes(9).toString('hex')}`
  const path = join(pictureFolder, id)
  await part.saveTo(path)
  const ending = await readEnding(path)
  if (ending) await rename(path, `${path}.${ending}`)
  else await rm(path)
  return ending && `${id}.${ending}`
}

/** Adds pictures to the gallery and removes the oldest ones. */
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
    // It has just been removed, or is still being written.
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
