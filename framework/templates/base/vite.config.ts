import { vial } from 'vial/vite'
import { defineConfig } from 'vite'

export default defineConfig({ plugins: [vial()] })
