"""What the reports share: workbooks, documents, wording, names of files, protection, the manifest."""
