//! Logto 1.42 with its Hugging Face connector, offline.
