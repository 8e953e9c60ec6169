// Every end-to-end test loads the speech engine and keeps each core busy: side by side they only slow each other down.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
