#!/usr/bin/env python3
"""Writes small checkpoints as Hugging Face's libraries save them into ../resources/huggingface, for the tests that read them.

    python3 huggingface.py            (transformers 5.18, safetensors 0.8; run by hand)

  gpt2           a GPT-2 in several float32 files with an index, and in expected.safetensors `ids` and the `logits` for them
  gpt2-bfloat16  the same in one bfloat16 file
  gpt2-float16   the same in one float16 file
"""
import copy
import pathlib
import shutil

import safetensors.torch
import torch
from transformers import GPT2Config, GPT2LMHeadModel

OUT = pathlib.Path(__file__).resolve().parent.parent / "resources" / "huggingface"


def keep_only(folder, *patterns):
    """What tells the library how to build the model is of no use here."""
    for file in folder.iterdir():
        if not any(file.match(pattern) for pattern in patterns):
            file.unlink()


def main():
    torch.manual_seed(5)
    shutil.rmtree(OUT, ignore_errors=True)
    config = GPT2Config(vocab_size=20, n_positions=6, n_embd=8, n_layer=2, n_head=2, bos_token_id=0, eos_token_id=0)
    model = GPT2LMHeadModel(config).eval()
    for name, parameter in model.named_parameters():
        torch.nn.init.normal_(parameter, std=0.5 if parameter.dim() > 1 else 0.2)
    ids = torch.tensor([[3, 7, 19, 0, 7, 1], [4, 4, 2, 11, 18, 5]])
    with torch.no_grad():
        logits = model(ids).logits
    model.save_pretrained(OUT / "gpt2", max_shard_size="4KB")
    for dtype, name in ((torch.bfloat16, "bfloat16"), (torch.float16, "float16")):
        copy.deepcopy(model).to(dtype).save_pretrained(OUT / f"gpt2-{name}")
        keep_only(OUT / f"gpt2-{name}", "*.safetensors")
    keep_only(OUT / "gpt2", "*.safetensors", "*.index.json")
    safetensors.torch.save_file({"ids": ids, "logits": logits.contiguous()}, OUT / "gpt2" / "expected.safetensors")


if __name__ == "__main__":
    main()
