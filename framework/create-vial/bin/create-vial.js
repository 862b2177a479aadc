#!/usr/bin/env node
// Starts the command. Committed as it is, so that npm finds it before the package is built.
import '../dist/main.js'
