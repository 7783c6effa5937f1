//! Hugging Face as its own provider on its own origin.
